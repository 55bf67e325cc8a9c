#include "demonstration.h"

#include "acteur.h"
#include "compte.h"
#include "crypto.h"
#include "etablissement.h"
#include "parametre.h"

#define SITE_DU_MANUEL 36364
#define CONTACT_DU_MANUEL 3127

STATEMENT(DEMO_ETABLISSEMENTS, "", "i", "SELECT count(*) FROM etablissement");

STATEMENT(DEMO_CONTACT, "iitt", "",
          "INSERT INTO contact (numero, site_numero, nom, prenom) VALUES ($1, $2, $3, $4)");

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

static enum status creer_compte(struct db *db, const struct demonstration *demo,
                                const struct compte_nouveau *nouveau)
{
    const char *jeton = NULL;
    const char *message = NULL;
    enum status status = compte_creer(db, demo->arena, nouveau, &jeton, &message);
    if (status == STATUS_OK) {
        status = compte_definir_mot_de_passe(db, demo->arena, jeton, demo->empreinte);
    }
    return status;
}

static enum status creer_comptes(struct db *db, const struct demonstration *demo)
{
    const int64_t sites[] = {SITE_DU_MANUEL};
    const struct compte_nouveau comptes[] = {
        {.email = "of@exemple.fr",
         .nom = "Camille Aubry",
         .profil = PROFIL_OF,
         .contact_numero = CONTACT_DU_MANUEL,
         .sites = sites,
         .site_count = 1},
        {.email = "carif@exemple.fr", .nom = "Dominique Leroux", .profil = PROFIL_CARIF},
        {.email = "admin@exemple.fr", .nom = "Claude Perrin", .profil = PROFIL_ADMIN},
    };
    enum status status =
        DB_EXEC(db, &DEMO_CONTACT, NULL, BIND_INT(CONTACT_DU_MANUEL), BIND_INT(SITE_DU_MANUEL),
                BIND_TEXT("AUBRY"), BIND_TEXT("Camille"));
    for (size_t i = 0; i < sizeof(comptes) / sizeof(comptes[0]) && status == STATUS_OK; i++) {
        status = creer_compte(db, demo, &comptes[i]);
    }
    return status;
}

static enum status base_vide(struct db *db)
{
    int64_t n = 0;
    struct db_rows rows;
    db_query(db, &DEMO_ETABLISSEMENTS, &rows, NULL, 0);
    if (db_next(&rows)) {
        n = db_int(&rows, 0);
    }
    enum status status = db_end(&rows);
    return status == STATUS_OK && n > 0 ? STATUS_CONFLICT : status;
}

static enum status creer(struct db *db, void *context)
{
    const struct demonstration *demo = context;
    enum status status = base_vide(db);
    if (status == STATUS_OK) {
        status = creer_etablissements(db, demo->arena);
    }
    if (status == STATUS_OK) {
        status = creer_comptes(db, demo);
    }
    if (status == STATUS_OK) {
        status = parametre_ecrire(db, PARAMETRE_DEMONSTRATION, "1");
    }
    return status;
}

enum status demonstration_creer(struct db *db, struct arena *arena)
{
    struct demonstration demo = {.arena = arena};
    enum status status = crypto_password_hash(arena, DEMONSTRATION_MOT_DE_PASSE, &demo.empreinte);
    return status == STATUS_OK ? db_transaction(db, creer, &demo) : status;
}
