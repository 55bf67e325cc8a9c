/* The offer of the manual's establishment: small enough to be known by heart, and something of each
 * counter of the dashboard whatever the day. */
#include "dates.h"
#include "demo_charge.h"
#include "demo_lexique.h"
#include "demonstration_offre.h"

#include <string.h>

STATEMENT(DEMO_MANUEL_SITES, "i", "ii",
          "SELECT t.numero, t.etablissement_id FROM site s"
          " JOIN site t ON t.etablissement_id = s.etablissement_id"
          " WHERE s.numero = $1 ORDER BY t.principal DESC, t.numero");

enum { NANTES, LAVAL }; /* sites, the principal first */

static const char *const lieux[] = {
    [NANTES] = "denomination=RETRAVAILLER+DANS+L%27OUEST+NANTES"
               "&ligne1=12+boulevard+Georges+Pompidou&code_postal=44200&ville=NANTES"
               "&commune_insee=44109&longitude=-1.520554&latitude=47.209355",
    [LAVAL] = "denomination=RETRAVAILLER+DANS+L%27OUEST+LAVAL&ligne1=10+rue+de+Rastatt"
              "&code_postal=53000&ville=LAVAL&commune_insee=53130&longitude=-0.768000"
              "&latitude=48.073000",
};
static const char *const communes[] = {[NANTES] = "Nantes", [LAVAL] = "Laval"};

static const struct {
    int64_t numero;
    bool vive;
    const char *sujet;
    const char *intitule;
    const char *niveau_sortie; /* NULL: of the certification of its subject */
    const char *objectif_general;
} formations[] = {
    {192, true, "ASSISTANT RESSOURCES HUMAINES",
     "Titre professionnel assistant ressources humaines", NULL, "6"},
    {240, true, "SECRÉTAIRE ASSISTANT MÉDICO-ADMINISTRATIF",
     "Titre professionnel secrétaire assistant médico-administratif", NULL, "6"},
    {254, false, "ANGLAIS", "Anglais B1", "1", "2"},
    {261, false, "GESTION DU STRESS", "Gestion du stress au travail", "1", "7"},
};

static const struct {
    int64_t numero, formation;
    int64_t vive, brouillon;
    enum action_etat etat;
    const char *intitule;
    int site;
    const char *type, *modalite;
    int64_t heures_centre, heures_entreprise;
    const char *prix_total, *prix_brouillon;
    bool publique, certifinfo_remplace;
    const char *refus;
} actions[] = {
    {50751, 192, 1, 0, ACTION_VALIDEE, "Titre professionnel assistant ressources humaines", NANTES,
     "continue", "0", 630, 210, "7560.00", NULL, true, false, NULL},
    {50752, 192, 2, 3, ACTION_EN_ATTENTE, "En apprentissage", NANTES, "initiale", "1", 490, 1050,
     "7800.00", "8200.00", false, false, NULL},
    {51640, 240, 4, 0, ACTION_VALIDEE, "À distance", NANTES, "continue", "2", 420, 140, "4200.00",
     NULL, false, false, NULL},
    {51641, 240, 5, 0, ACTION_VALIDEE, "En alternance", LAVAL, "continue", "0", 450, 900, "5400.00",
     NULL, false, true, NULL},
    {51702, 254, 0, 6, ACTION_EN_COURS, NULL, LAVAL, "continue", "0", 60, 0, NULL, "900.00", true,
     false, "Précisez comment le niveau de départ est évalué"},
    {51713, 261, 0, 7, ACTION_EN_ATTENTE, NULL, NANTES, "continue", "0", 14, 0, NULL, "620.00",
     false, false, NULL},
    {51714, 261, 0, 8, ACTION_EN_REPONSES, "À distance", NANTES, "continue", "2", 14, 0, NULL,
     "480.00", false, false, NULL},
};

enum { SANS, REGION, REGION_ET_FT, APPRENTISSAGE, ALTERNANCE, PRO };

static const struct demo_dispositifs dispositifs[] = {
    [SANS] = {.liste = ""},
    [REGION] = {.liste = "8", .codes = {"8"}, .programme_region = true},
    [REGION_ET_FT] = {.liste = "8, 9", .codes = {"8", "9"}, .programme_region = true},
    [APPRENTISSAGE] = {.liste = "3", .codes = {"3"}, .apprentissage = true},
    [ALTERNANCE] = {.liste = "3, 4",
                    .codes = {"3", "4"},
                    .apprentissage = true,
                    .professionnalisation = true},
    [PRO] = {.liste = "4", .codes = {"4"}, .professionnalisation = true},
};

#define TOUJOURS 9999 /* not deactivated */

/* Days from today. */
static const struct {
    int64_t numero, action;
    int debut, fin;
    int dispositif;
    int desactivee;
} sessions[] = {
    {133036, 50751, -60, 110, REGION, TOUJOURS},
    {133037, 50751, 40, 200, REGION, TOUJOURS},
    {133038, 50751, -150, 15, REGION_ET_FT, TOUJOURS},
    {133039, 50751, -200, -40, REGION, TOUJOURS},
    {133040, 50751, 20, 190, SANS, -5},
    {133041, 50751, -700, -420, SANS, TOUJOURS}, /* archived */
    {133050, 50752, -30, 330, APPRENTISSAGE, TOUJOURS},
    {133051, 50752, 100, 460, ALTERNANCE, TOUJOURS},
    {133388, 51640, -10, 80, SANS, TOUJOURS},
    {133389, 51640, -100, 20, SANS, TOUJOURS},
    {133390, 51641, -20, 200, PRO, TOUJOURS},
    {133391, 51641, 60, 300, PRO, TOUJOURS},
    {133400, 51702, 50, 80, REGION, TOUJOURS},
    {133401, 51713, 70, 71, SANS, TOUJOURS},
    {133402, 51714, 90, 91, SANS, TOUJOURS},
};

#define NOMBRE(tableau) (sizeof(tableau) / sizeof((tableau)[0]))

struct manuel {
    struct arena *arena;
    struct demo_charge *charge;
    int64_t etablissement_id;
    int64_t sites[DEMO_SITES_MAX];
    size_t site_n;
    int64_t contact;
};

static enum status lire_sites(struct db *db, int64_t site, struct manuel *m)
{
    struct db_rows rows;
    DB_QUERY(db, &DEMO_MANUEL_SITES, &rows, BIND_INT(site));
    while (m->site_n < DEMO_SITES_MAX && db_next(&rows)) {
        m->sites[m->site_n++] = db_int(&rows, 0);
        m->etablissement_id = db_int(&rows, 1);
    }
    TRY(db_end(&rows));
    return m->site_n <= LAVAL ? STATUS_NOT_FOUND : STATUS_OK;
}

static const struct demo_sujet *sujet_nomme(const char *intitule)
{
    size_t i = 0;
    while (strcmp(demo_sujets[i].intitule, intitule) != 0) {
        i++;
    }
    return &demo_sujets[i];
}

static void creer_formations(struct manuel *m)
{
    struct hasard hasard = demo_hasard(192, 0);
    char objectif[DEMO_TEXTE], resultats[DEMO_TEXTE], texte[DEMO_TEXTE];
    for (size_t i = 0; i < NOMBRE(formations); i++) {
        const struct demo_sujet *sujet = sujet_nomme(formations[i].sujet);
        const char *niveau = formations[i].niveau_sortie;
        demo_rediger(&hasard, DEMO_OBJECTIF, sujet, objectif);
        demo_rediger(&hasard, DEMO_RESULTATS, sujet, resultats);
        demo_rediger(&hasard, DEMO_CONTENU, sujet, texte);
        const struct demo_formation f = {
            .numero = formations[i].numero,
            .etablissement_id = m->etablissement_id,
            .contenu = (int64_t)i + 1,
            .contact = m->contact,
            .vive = formations[i].vive,
            .creee_a = dates_now() - 400 * DATES_SECONDS_A_DAY,
            .intitule = formations[i].intitule,
            .objectif = objectif,
            .resultats_attendus = resultats,
            .texte = texte,
            .formacodes = {sujet->formacodes[0], sujet->formacodes[1]},
            .parcours = "4",
            .niveau_entree = "1",
            .niveau_sortie = niveau ? niveau : sujet->niveau,
            .objectif_general = formations[i].objectif_general,
            .certification =
                sujet->rncp ? arena_printf(m->arena, "code_rncp=%s", sujet->rncp) : NULL};
        demo_charge_formation(m->charge, &f);
    }
}

static void creer_actions(struct manuel *m)
{
    for (size_t i = 0; i < NOMBRE(actions); i++) {
        bool a_distance = strcmp(actions[i].modalite, "2") == 0;
        bool initiale = strcmp(actions[i].type, "initiale") == 0;
        const struct demo_action a = {
            .numero = actions[i].numero,
            .formation = actions[i].formation,
            .formation_intitule = "", /* offre_cles_refaire() follows */
            .etablissement_id = m->etablissement_id,
            .site = m->sites[actions[i].site],
            .vive = actions[i].vive,
            .brouillon = actions[i].brouillon,
            .etat = actions[i].etat,
            .publique = actions[i].publique,
            .certifinfo_remplace = actions[i].certifinfo_remplace,
            .refus = actions[i].refus,
            .creee_a = dates_now() - (int64_t)(100 - i) * DATES_SECONDS_A_DAY,
            .intitule = actions[i].intitule,
            .type = actions[i].type,
            .modalite = actions[i].modalite,
            .rythme = "Temps plein, en journée",
            .alternance = initiale ? "Deux semaines en centre, deux semaines en entreprise"
                                   : "Sans alternance",
            .conditions = "Projet professionnel validé, maîtrise de l'expression écrite",
            .detail_prise_en_charge = "Selon le statut de la personne, devis sur demande",
            .prix_total = actions[i].prix_total,
            .prix_brouillon = actions[i].prix_brouillon,
            .publics = {"83056"},
            .commune = a_distance ? "" : communes[actions[i].site],
            .lieu = a_distance ? NULL : lieux[actions[i].site],
            .modalites_pedagogiques = "Apports théoriques et mises en situation professionnelle",
            .heures_centre = actions[i].heures_centre,
            .heures_entreprise = actions[i].heures_entreprise};
        demo_charge_action(m->charge, &a);
    }
}

static size_t rang_de_action(int64_t numero)
{
    size_t i = 0;
    while (actions[i].numero != numero) {
        i++;
    }
    return i;
}

static void creer_sessions(struct manuel *m)
{
    for (size_t i = 0; i < NOMBRE(sessions); i++) {
        size_t a = rang_de_action(sessions[i].action);
        bool desactivee = sessions[i].desactivee != TOUJOURS;
        int dernier = actions[a].vive == 0 ? -1 : sessions[i].fin;
        if (desactivee && sessions[i].desactivee <= dernier) {
            dernier = sessions[i].desactivee - 1;
        }
        const struct demo_session s = {
            .numero = sessions[i].numero,
            .action = sessions[i].action,
            .etablissement_id = m->etablissement_id,
            .site = m->sites[actions[a].site],
            .debut = DEMO_AUJOURDHUI + sessions[i].debut,
            .fin = DEMO_AUJOURDHUI + sessions[i].fin,
            .jusqu_au = DEMO_AUJOURDHUI + dernier,
            .desactivee_le = desactivee ? DEMO_AUJOURDHUI + sessions[i].desactivee : DEMO_JAMAIS,
            .dispositifs = &dispositifs[sessions[i].dispositif],
            .initiale = strcmp(actions[a].type, "initiale") == 0,
            .a_distance = strcmp(actions[a].modalite, "0") != 0,
            .modalites_inscription = "Réunion d'information collective, puis entretien",
            .etat_recrutement = sessions[i].debut > 0 ? "1" : "2",
            .places = 12};
        demo_charge_session(m->charge, &s);
    }
}

static enum status reserver_numeros(struct db *db)
{
    return db_engine_of(db) == DB_SQLITE
               ? STATUS_OK
               : db_run_script(db,
                               "ALTER TABLE formation_contenu ALTER COLUMN id RESTART WITH 1000;"
                               "ALTER TABLE action_contenu ALTER COLUMN id RESTART WITH 1000;",
                               "demo_numeros");
}

enum status demonstration_offre_manuel(struct db *db, struct arena *arena, int64_t site,
                                       int64_t contact)
{
    struct manuel m = {.arena = arena, .contact = contact};
    TRY(lire_sites(db, site, &m));
    m.charge = demo_charge_creer(db, arena);
    demo_charge_commencer(m.charge);
    demo_charge_etablissement(m.charge, m.etablissement_id, m.sites, m.site_n);
    creer_formations(&m);
    creer_actions(&m);
    creer_sessions(&m);
    demo_charge_fin_etablissement(m.charge);
    demo_charge_totaux(m.charge);
    enum status status = demo_charge_finir(m.charge);
    demo_charge_detruire(m.charge);
    TRY(status);
    return reserver_numeros(db);
}
