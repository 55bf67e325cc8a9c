#include "demonstration.h"

#include "acteur.h"
#include "certification_code.h"
#include "chantier.h"
#include "compte.h"
#include "dates.h"
#include "demonstration_offre.h"
#include "derives.h"
#include "etablissement.h"
#include "parametre.h"
#include "position.h"
#include "session.h"

#include <stdio.h>

#define SITE_DU_MANUEL 36364
#define CONTACT_DU_MANUEL 3127
#define SITE_SECONDAIRE 36402

STATEMENT(DEMO_ETABLISSEMENTS, "", "i", "SELECT count(*) FROM etablissement");

STATEMENT(DEMO_CONTACT, "iitttttb", "",
          "INSERT INTO contact (numero, site, nom, prenom, fonction, telephone, email, public)"
          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");

STATEMENT(DEMO_REFERENT, "it", "",
          "INSERT INTO contact_referent (contact_numero, rang, code) VALUES ($1, 1, $2)");

STATEMENT(DEMO_SITE_SECONDAIRE, "itt", "",
          "INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat)"
          " SELECT $1, id, FALSE, $3, 'A' FROM etablissement WHERE siret = $2");

STATEMENT(DEMO_SITE_ADRESSE, "itttttttttt", "",
          "UPDATE site SET nom_usage = $2, ligne1 = $3, ligne2 = $4, code_postal = $5,"
          " bureau_distributeur = $6, commune_insee = $7, longitude = $8, latitude = $9,"
          " telephone_fixe = $10, email = $11, perimetre_geographique = '3'"
          " WHERE numero = $1");

STATEMENT(DEMO_PORTE_OUVERTE, "itttttt", "",
          "INSERT INTO porte_ouverte (etablissement_id, site, libelle, code, nature, date_debut,"
          " date_fin, fin, commentaire)"
          " SELECT s.etablissement_id, s.numero, $2, $3, $4, $5, $6, $6, $7 FROM site s"
          " WHERE s.numero = $1");

/* SIRET that begin with 000 belong to nobody. */
static const struct {
    const char *siret;
    const char *raison_sociale;
    const char *categorie;
    int64_t site_numero;
    struct formacode_ref domaines[3];
} etablissements[] = {
    {"13000511900032",
     "GIP CARIF OREF DES PAYS DE LA LOIRE",
     "OF",
     SITE_DU_MANUEL,
     {{.version = 13, .code = "44508", .libelle = "Plan formation"},
      {.version = 14, .code = "44590", .libelle = "Accompagnement formation"}}},
    {"00010000800002",
     "ATELIER DES MÉTIERS DU BOCAGE",
     "CFA",
     0,
     {{.version = 14, .code = "35054", .libelle = "Secrétariat assistanat"}}},
    {"00010001600005",
     "ÉCOLE DE MONTAGNE DE L'ERDRE",
     "OF",
     0,
     {{.version = 14, .code = "15474", .libelle = "Sport glace neige"},
      {.version = 14, .code = "15454", .libelle = "Activité physique et sportive"}}},
};

/* Of the establishment of the manual. Addresses and numbers are public, people are invented. */
static const struct {
    int64_t numero;
    bool principal;
    const char *nom_usage, *ligne1, *ligne2, *code_postal, *bureau, *insee, *longitude, *latitude;
    const char *telephone, *email;
} sites[] = {
    {SITE_DU_MANUEL, true, "CARIFOREF DES PAYS DE LA LOIRE", "Bâtiment Sève",
     "12 boulevard Georges Pompidou", "44200", "NANTES", "44109", "-1.520554", "47.209355",
     "02 40 20 21 31", "info@exemple.fr"},
    {SITE_SECONDAIRE, false, "CARIFOREF ANTENNE DE LAVAL", "10 rue de Rastatt", "", "53000",
     "LAVAL", "53130", "-0.768000", "48.073000", "02 43 00 00 00", "laval@exemple.fr"},
};

static const struct {
    int64_t numero, site;
    const char *nom, *prenom, *fonction, *telephone, *email;
    bool public;
    const char *referent;
} contacts[] = {
    {CONTACT_DU_MANUEL, SITE_DU_MANUEL, "AUBRY", "Camille", "Responsable de l'offre",
     "02 40 20 21 31", "c.aubry@exemple.fr", true, "sofi"},
    {3128, SITE_DU_MANUEL, "LE GOFF", "Yann", "Conseiller en formation", "02 40 20 21 32",
     "y.legoff@exemple.fr", true, "1"},
    {3140, SITE_SECONDAIRE, "MOREL", "Inès", "Chargée d'accueil", "02 43 00 00 00",
     "i.morel@exemple.fr", false, "4"},
};

struct demonstration {
    struct arena *arena;
    const char *empreinte; /* of the one password */
};

static void remplir(size_t i, struct etablissement *e)
{
    size_t n = 0;
    while (n < 3 && etablissements[i].domaines[n].code) {
        n++;
    }
    *e = (struct etablissement){.siret = etablissements[i].siret,
                                .siege_siret = etablissements[i].siret,
                                .raison_sociale = etablissements[i].raison_sociale,
                                .nda = "",
                                .uai = "",
                                .categorie = etablissements[i].categorie,
                                .etat = "A",
                                .formacodes = {.items = etablissements[i].domaines, .n = n}};
}

static enum status creer_etablissements(struct db *db, struct arena *arena)
{
    const struct acteur systeme = {.nom = "Démonstration", .email = ""};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof(etablissements) / sizeof(etablissements[0]); i++) {
        struct etablissement e;
        remplir(i, &e);
        status = etablissement_inserer(db, arena, &systeme, &e, etablissements[i].site_numero);
        if (status != STATUS_OK) {
            break;
        }
    }
    return status;
}

static enum status creer_sites(struct db *db)
{
    for (size_t i = 0; i < sizeof(sites) / sizeof(sites[0]); i++) {
        if (!sites[i].principal) {
            TRY(DB_EXEC(db, &DEMO_SITE_SECONDAIRE, NULL, BIND_INT(sites[i].numero),
                        BIND_TEXT(etablissements[0].siret), BIND_TEXT(sites[i].nom_usage)));
        }
        TRY(DB_EXEC(db, &DEMO_SITE_ADRESSE, NULL, BIND_INT(sites[i].numero),
                    BIND_TEXT(sites[i].nom_usage), BIND_TEXT(sites[i].ligne1),
                    BIND_TEXT_OR_NULL(sites[i].ligne2), BIND_TEXT(sites[i].code_postal),
                    BIND_TEXT(sites[i].bureau), BIND_TEXT(sites[i].insee),
                    BIND_TEXT(sites[i].longitude), BIND_TEXT(sites[i].latitude),
                    BIND_TEXT(sites[i].telephone), BIND_TEXT(sites[i].email)));
    }
    return STATUS_OK;
}

static enum status creer_contacts(struct db *db)
{
    for (size_t i = 0; i < sizeof(contacts) / sizeof(contacts[0]); i++) {
        TRY(DB_EXEC(db, &DEMO_CONTACT, NULL, BIND_INT(contacts[i].numero),
                    BIND_INT(contacts[i].site), BIND_TEXT(contacts[i].nom),
                    BIND_TEXT(contacts[i].prenom), BIND_TEXT(contacts[i].fonction),
                    BIND_TEXT(contacts[i].telephone), BIND_TEXT(contacts[i].email),
                    BIND_BOOL(contacts[i].public)));
        TRY(DB_EXEC(db, &DEMO_REFERENT, NULL, BIND_INT(contacts[i].numero),
                    BIND_TEXT(contacts[i].referent)));
    }
    return STATUS_OK;
}

/* One to come and one past, whatever the day of the demonstration. */
static enum status creer_portes_ouvertes(struct db *db)
{
    char today[DATES_ISO_SIZE], day[DATES_ISO_SIZE], next[DATES_ISO_SIZE];
    dates_today(today);
    dates_add_months(today, 4, day);
    dates_add_days(day, 1, next);
    TRY(DB_EXEC(db, &DEMO_PORTE_OUVERTE, NULL, BIND_INT(SITE_DU_MANUEL),
                BIND_TEXT("Portes ouvertes de printemps"), BIND_TEXT("PO-2"), BIND_TEXT("continue"),
                BIND_TEXT(day), BIND_TEXT(next),
                BIND_TEXT("Visite des plateaux et rencontre des équipes pédagogiques.")));
    dates_add_months(today, -8, day);
    dates_add_days(day, 1, next);
    return DB_EXEC(db, &DEMO_PORTE_OUVERTE, NULL, BIND_INT(SITE_SECONDAIRE),
                   BIND_TEXT("Forum des métiers"), BIND_TEXT("PO-1"), BIND_TEXT("forum"),
                   BIND_TEXT(day), BIND_TEXT(next), BIND_NULL);
}

static enum status creer_annuaire(struct db *db)
{
    TRY(creer_sites(db));
    TRY(creer_contacts(db));
    TRY(creer_portes_ouvertes(db));
    return position_communes_extrait(db);
}

static enum status creer_compte(struct db *db, const struct demonstration *demo,
                                const struct compte_nouveau *nouveau)
{
    const char *jeton = NULL;
    const char *message = NULL;
    TRY(compte_creer(db, demo->arena, nouveau, &jeton, &message));
    return compte_definir_mot_de_passe(db, demo->arena, jeton, demo->empreinte);
}

static enum status creer_comptes(struct db *db, const struct demonstration *demo)
{
    const int64_t administrables[] = {SITE_DU_MANUEL, SITE_SECONDAIRE};
    const struct compte_nouveau comptes[] = {
        {.email = "of@exemple.fr",
         .nom = "Camille Aubry",
         .profil = PROFIL_OF,
         .contact_numero = CONTACT_DU_MANUEL,
         .sites = administrables,
         .site_count = 2},
        {.email = "carif@exemple.fr", .nom = "Dominique Leroux", .profil = PROFIL_CARIF},
        {.email = "admin@exemple.fr", .nom = "Claude Perrin", .profil = PROFIL_ADMIN},
    };
    for (size_t i = 0; i < sizeof(comptes) / sizeof(comptes[0]); i++) {
        TRY(creer_compte(db, demo, &comptes[i]));
    }
    return STATUS_OK;
}

static enum status base_vide(struct db *db)
{
    int64_t n = 0;
    TRY(db_number(db, &DEMO_ETABLISSEMENTS, &n, NULL, 0));
    return n > 0 ? STATUS_CONFLICT : STATUS_OK;
}

static enum status annoncer(struct db *db, void *context)
{
    (void)context;
    TRY(base_vide(db));
    return chantier_ouvrir(db, CHANTIER_DEMONSTRATION);
}

enum status demonstration_annoncer(struct db *db)
{
    return db_transaction(db, annoncer, NULL);
}

static enum status creer(struct db *db, void *context)
{
    const struct demonstration *demo = context;
    TRY(base_vide(db));
    TRY(creer_etablissements(db, demo->arena));
    TRY(creer_annuaire(db));
    TRY(demonstration_offre_manuel(db, demo->arena, SITE_DU_MANUEL, CONTACT_DU_MANUEL));
    TRY(offre_mots_refaire(db));
    TRY(offre_cles_refaire(db));
    TRY(certification_code_refaire_citations(db));
    TRY(action_attendre_completer(db));
    TRY(creer_comptes(db, demo));
    return parametre_ecrire(db, PARAMETRE_DEMONSTRATION, "1");
}

enum status demonstration_creer(struct db *db, struct arena *arena)
{
    struct demonstration demo = {.arena = arena};
    TRY(demo_empreinte(&demo.empreinte));
    return db_transaction(db, creer, &demo);
}
