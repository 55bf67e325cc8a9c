/* The lists of the offer that the counters open: what they are made of (liste.h). */
#include "tableau_de_bord_private.h"

#include <string.h>

/* In the order of the dashboard, whose statement counts in it (tableau_de_bord.c). */
#define LE_JOUR "s.jusqu_au >= $2 AND s.jusqu_au <= $3"
#define SESSIONS(code, titre, colonne, compteur)                                                   \
    {                                                                                              \
        code, "Sessions de formation " titre, LE_JOUR " AND " colonne, compteur, " actif", false   \
    }
#define ACTIONS(code, titre, filtre, compteur)                                                     \
    {                                                                                              \
        code, "Actions de formation " titre, filtre, compteur, "", false                           \
    }

#define PERDUES(code, titre, bits)                                                                 \
    {                                                                                              \
        code, "Actions de formation publiées " titre,                                              \
            "a.perdues <> 0 AND (a.perdues & " bits ") <> 0", NULL, "", false                      \
    }

const struct liste offre_listes[OFFRE_LISTES_TOUTES] = {
    SESSIONS("actives", "actives", "TRUE", "toutes"),
    SESSIONS("initiales", "initiales actives", "s.initiale", "initiales"),
    SESSIONS("bientot-inactives", "inactives dans moins d'un mois", "TRUE", "toutes"),
    {"inactives", "Sessions de formation inactives", LE_JOUR " AND TRUE", "toutes", " inactif",
     true},
    SESSIONS("programme-region", "du programme région", "s.programme_region", "programme_region"),
    SESSIONS("apprentissage", "en contrat d'apprentissage", "s.apprentissage", "apprentissage"),
    SESSIONS("professionnalisation", "en contrat de professionnalisation", "s.professionnalisation",
             "professionnalisation"),
    SESSIONS("a-distance", "ouvertes à distance", "s.a_distance", "a_distance"),
    ACTIONS("en-cours", "en cours de saisie", "a.etat = 'en_cours_de_saisie'", "en_cours"),
    {"publiques-en-cours", "Actions de formation publique en cours de saisie",
     "a.etat = 'en_cours_de_saisie' AND a.publique", "publiques", "", false},
    ACTIONS("en-attente-validation", "en attente de validation par CARIF-OREF",
            "a.etat = 'en_attente_de_validation'", "a_valider"),
    ACTIONS("en-attente-reponses", "en attente de réponses", "a.etat = 'en_attente_de_reponses'",
            "a_repondre"),
    ACTIONS("certifinfo-remplace", "dont le code Certifinfo a été remplacé par le CARIF-OREF",
            "a.certifinfo_remplace", "certifinfo"),
    {"references-perdues", "Actions de formation publiées dont une référence est perdue",
     "a.perdues <> 0", "perdues", "", false},
    PERDUES("sans-contact", "sans contact actif", "2"),
    PERDUES("site-inactif", "d'un site inactif", "1"),
    PERDUES("sans-adresse", "sans adresse d'inscription", "4"),
    PERDUES("certification-perdue", "dont une certification est finie ou inconnue", "24"),
};

bool offre_liste_de_sessions(const struct liste *liste)
{
    return liste - offre_listes < OFFRE_LISTES_SESSIONS;
}

const struct liste *offre_liste_nommee(bool sessions, const char *code)
{
    for (size_t i = 0; i < OFFRE_LISTES_TOUTES; i++) {
        if (offre_liste_de_sessions(&offre_listes[i]) == sessions &&
            strcmp(offre_listes[i].code, code) == 0) {
            return &offre_listes[i];
        }
    }
    return NULL;
}

/* ---- days of the lists of sessions */

#define MOIS_ARCHIVE 12

/* The last day that a session may have. */
#define JAMAIS "9999-12-31"

static struct plage offre_plage(const struct liste *liste, const char *aujourdhui)
{
    struct plage plage = {"", JAMAIS};
    size_t place = (size_t)(liste - offre_listes);
    dates_add_days(aujourdhui, 0, plage.debut);
    if (place == BIENTOT_INACTIVES) {
        dates_add_months(aujourdhui, 1, plage.fin);
        dates_add_days(plage.fin, -1, plage.fin);
    } else if (place == INACTIVES) {
        dates_add_months(aujourdhui, -MOIS_ARCHIVE, plage.debut);
        dates_add_days(aujourdhui, -1, plage.fin);
    }
    return plage;
}

/* "2026-11-23", 1 → "2026-12-01" and "m2026-12". */
struct mois {
    char premier[DATES_ISO_SIZE];
    char nom[DATES_ISO_SIZE];
};

static struct mois mois_de(const char *iso, int decalage)
{
    struct mois mois;
    char autre[DATES_ISO_SIZE];
    dates_add_months(iso, decalage, autre);
    memcpy(mois.premier, autre, sizeof "2026-12-" - 1);
    memcpy(mois.premier + sizeof "2026-12-" - 1, "01", sizeof "01");
    mois.nom[0] = 'm';
    memcpy(mois.nom + 1, autre, sizeof "2026-12" - 1);
    mois.nom[sizeof "m2026-12" - 1] = '\0';
    return mois;
}

struct periodes offre_periodes(const struct liste *liste, const char *aujourdhui)
{
    struct periodes p = {{"", "", "", "", "", ""}};
    const struct plage plage = offre_plage(liste, aujourdhui);
    const struct mois courant = mois_de(aujourdhui, 0);
    const struct mois suivant = mois_de(plage.debut, 1);
    memcpy(p.bornes[0], plage.debut, DATES_ISO_SIZE);
    switch (liste - offre_listes) {
    case BIENTOT_INACTIVES:
        dates_add_days(plage.fin, 1, p.bornes[1]);
        break;
    case INACTIVES:
        memcpy(p.bornes[1], suivant.premier, DATES_ISO_SIZE);
        memcpy(p.bornes[2], suivant.nom, DATES_ISO_SIZE);
        memcpy(p.bornes[3], courant.nom, DATES_ISO_SIZE);
        memcpy(p.bornes[4], courant.premier, DATES_ISO_SIZE);
        memcpy(p.bornes[5], aujourdhui, DATES_ISO_SIZE);
        break;
    default:
        memcpy(p.bornes[1], suivant.premier, DATES_ISO_SIZE);
        memcpy(p.bornes[2], suivant.nom, DATES_ISO_SIZE);
        memcpy(p.bornes[3], "n", sizeof "n"); /* behind all months */
        break;
    }
    return p;
}

/* ---- scopes */

#define PORTEES(etablissement, site, liens)                                                        \
    {                                                                                              \
        "$1 = 0" liens, etablissement " = $1" liens,                                               \
            site " IN (SELECT cs.site_numero FROM compte_site cs WHERE cs.compte_id = $1)" liens   \
    }
#define PORTEES_SESSIONS PORTEES("s.etablissement_id", "s.site", "")
#define PORTEES_ACTIONS PORTEES("a.etablissement_id", "a.site", "")

/* ---- sessions */

static const struct liste_marche marche_sessions = {"session s", PORTEES_SESSIONS};
#define DES_ACTIONS " AND s.action = a.numero"
static const struct liste_marche marche_codes = {
    "action a CROSS JOIN session s",
    {"$1 = 0" DES_ACTIONS, "a.etablissement_id = $1" DES_ACTIONS, NULL}};

#define ENSEMBLE(numero, jour) "(1000000000000 + " numero ") || ' ' || " jour
#define COMMUNE_PLIEE "COALESCE(s.commune_pliee, a.commune_pliee)"

static const struct liste_ordre ordres_sessions[] = {
    {"date_fin", "d", {"s.jusqu_au"}, &marche_sessions, true},
    {"date_debut", "d", {"s.debut"}, &marche_sessions, false},
    {"code", "ii", {"a.formation", "a.numero"}, &marche_codes, false},
    {"intitule", "tt", {"a.titre_plie", ENSEMBLE("s.action", "s.debut")}, NULL, false},
    {"site", "tt", {"t.nom_plie", ENSEMBLE("t.numero", "s.jusqu_au")}, NULL, false},
    {"commune", "tt", {COMMUNE_PLIEE, ENSEMBLE("s.action", "s.debut")}, NULL, false},
    {"dispositif", "td", {"COALESCE(s.dispositifs, '')", "s.jusqu_au"}, NULL, false},
};

/* "23 11 2026", as dates are shown. */
#define JOUR(colonne)                                                                              \
    "substr(" colonne ", 9, 2) || ' ' || substr(" colonne ", 6, 2) || ' ' || substr(" colonne      \
    ", 1, 4)"

#define COLONNES_TITRES "a.formation, a.numero, a.titre, t.nom_usage, "
#define TYPES_TITRES "iitt"
enum { FORMATION, ACTION, INTITULE, SITE, COMMUNE, SUITE };

static void lire_titres(const struct db_rows *rows, int c, struct arena *arena,
                        struct offre_ligne *ligne)
{
    *ligne = (struct offre_ligne){
        .formation = db_int(rows, c + FORMATION),
        .action = db_int(rows, c + ACTION),
        .intitule = db_text(rows, c + INTITULE, arena),
        .site = db_text(rows, c + SITE, arena),
        .commune = db_text(rows, c + COMMUNE, arena),
        .debut = "",
        .fin = "",
        .dispositifs = "",
        .etat = "",
        .envoyee = "",
    };
}

static void lire_session(const struct db_rows *rows, int c, struct arena *arena, void *ligne_r)
{
    struct offre_ligne *ligne = ligne_r;
    lire_titres(rows, c, arena, ligne);
    ligne->session = db_int(rows, c + SUITE);
    ligne->debut = db_text(rows, c + SUITE + 1, arena);
    ligne->fin = db_text(rows, c + SUITE + 2, arena);
    ligne->dispositifs = db_text(rows, c + SUITE + 3, arena);
}

#define SOMME "SELECT CAST(COALESCE(sum(c.@), 0) AS BIGINT) FROM "
/* CROSS JOIN: a range of the index each. */
#define COMPTEES(perimetre)                                                                        \
    "SELECT CAST(COALESCE(sum(c.@), 0) AS BIGINT) FROM"                                            \
    " (VALUES (CAST(#1 AS TEXT), CAST(#2 AS TEXT)), (#3, #4), (#5, #6)) p CROSS JOIN " perimetre   \
    " AND c.periode >= p.column1 AND c.periode < p.column2"

static struct liste_source sessions = {
    .nom = "sessions",
    .id = "s.numero",
    .cles = "session s CROSS JOIN action a CROSS JOIN site t",
    .liens = "a.numero = s.action AND t.numero = a.site",
    .montre = "session s JOIN action a ON a.numero = s.action JOIN site t ON t.numero = a.site",
    .colonnes =
        COLONNES_TITRES "COALESCE(s.commune, a.commune), s.numero, s.debut, s.fin, s.dispositifs",
    .types = TYPES_TITRES "tittt",
    .texte = "' ' || a.titre_plie || '  ' || t.nom_plie || '  ' || " COMMUNE_PLIEE
             " || '  ' || lower(replace(COALESCE(s.dispositifs, ''), ',', ''))",
    .texte_des_chiffres =
        "'  ' || a.formation || ' ' || s.action || ' ' || s.numero || '  ' || " JOUR(
            "s.debut") " || '  ' || " JOUR("s.fin"),
    .instant = "0",
    .portees = PORTEES_SESSIONS,
    .compteurs = {COMPTEES("session_compteur c WHERE c.perimetre = $1"),
                  COMPTEES("session_compteur c WHERE c.perimetre = $1"),
                  COMPTEES("compte_site cs CROSS JOIN session_compteur c WHERE cs.compte_id = $1"
                           " AND c.perimetre = -cs.site_numero")},
    .filtre_n = 2,
    .compteur_n = PERIODES,
    .ordres = ordres_sessions,
    .ordres_n = sizeof ordres_sessions / sizeof *ordres_sessions,
    .listes = offre_listes,
    .listes_n = OFFRE_LISTES_SESSIONS,
    .taille = sizeof(struct offre_ligne),
    .lire = lire_session,
    .piste = offre_piste,
};
LISTE_SOURCE(sessions);

/* ---- actions */

static const struct liste_marche marche_actions = {"action a", PORTEES_ACTIONS};

/* Without any order they come by number, which is TRI_FIN to the list (tableau_de_bord.h). */
static const struct liste_ordre ordres_actions[] = {
    {"date_fin", "", {NULL}, &marche_actions, false},
    {"code", "i", {"a.formation"}, NULL, false},
    {"intitule", "t", {"a.titre_plie"}, NULL, false},
    {"site", "t", {"t.nom_plie"}, NULL, false},
    {"commune", "t", {"a.commune_pliee"}, NULL, false},
    {"envoi", "i", {"COALESCE(a.envoyee_a, 0)"}, NULL, false},
};

static void lire_action(const struct db_rows *rows, int c, struct arena *arena, void *ligne_r)
{
    struct offre_ligne *ligne = ligne_r;
    int64_t envoyee = db_int(rows, c + SUITE + 1);
    lire_titres(rows, c, arena, ligne);
    ligne->perdues = (unsigned)db_int(rows, c + SUITE + 2);
    ligne->site_numero = db_int(rows, c + SUITE + 3);
    ligne->etat = db_text(rows, c + SUITE, arena);
    if (envoyee) {
        char *iso = arena_alloc(arena, DATES_ISO_SIZE);
        dates_of_instant(envoyee, iso);
        ligne->envoyee = iso;
    }
}

static struct liste_source actions = {
    .nom = "actions",
    .id = "a.numero",
    .cles = "action a CROSS JOIN site t",
    .liens = "t.numero = a.site",
    .montre = "action a JOIN site t ON t.numero = a.site",
    .colonnes = COLONNES_TITRES "a.commune, a.etat, a.envoyee_a, a.perdues, a.site",
    .types = TYPES_TITRES "ttiii",
    .texte = "' ' || a.titre_plie || '  ' || t.nom_plie || '  ' || a.commune_pliee || '  ' ||"
             " replace(a.etat, '_', ' ')",
    .texte_des_chiffres = "'  ' || a.formation || ' ' || a.numero",
    .instant = "COALESCE(a.envoyee_a, 0)",
    .portees = PORTEES_ACTIONS,
    .compteurs = {SOMME "action_compteur c WHERE c.perimetre = $1",
                  SOMME "action_compteur c WHERE c.perimetre = $1",
                  SOMME "compte_site cs JOIN action_compteur c ON c.perimetre = -cs.site_numero"
                        " WHERE cs.compte_id = $1"},
    .ordres = ordres_actions,
    .ordres_n = sizeof ordres_actions / sizeof *ordres_actions,
    .listes = offre_listes + OFFRE_LISTES_SESSIONS,
    .listes_n = OFFRE_LISTES_TOUTES - OFFRE_LISTES_SESSIONS,
    .taille = sizeof(struct offre_ligne),
    .lire = lire_action,
    .piste = offre_piste,
};
LISTE_SOURCE(actions);

/* ---- requests */

static const char *const tris[OFFRE_TRIS] = {
    [TRI_FIN] = "date_fin",          [TRI_DEBUT] = "date_debut", [TRI_CODE] = "code",
    [TRI_INTITULE] = "intitule",     [TRI_SITE] = "site",        [TRI_COMMUNE] = "commune",
    [TRI_DISPOSITIF] = "dispositif", [TRI_ETAT] = "etat",        [TRI_ENVOI] = "envoi",
};

enum offre_tri offre_tri_nomme(const char *nom)
{
    for (int i = 0; i < OFFRE_TRIS; i++) {
        if (nom && strcmp(tris[i], nom) == 0) {
            return (enum offre_tri)i;
        }
    }
    return TRI_FIN;
}

const char *offre_tri_nom(enum offre_tri tri)
{
    return tris[tri];
}

/* By what all rows of a list have alike: the first order. */
static size_t ordre_de(const struct liste_source *source, enum offre_tri tri)
{
    for (size_t i = 0; i < source->ordres_n; i++) {
        if (strcmp(source->ordres[i].code, tris[tri]) == 0) {
            return i;
        }
    }
    return 0;
}

/* The days of a request, as long as it is looked at. */
struct jours {
    struct plage plage;
    struct periodes periodes;
};

static struct liste_demande demande_de(const struct offre_requete *requete, struct jours *jours)
{
    bool de_sessions = offre_liste_de_sessions(requete->liste);
    struct liste_demande demande = {
        .source = de_sessions ? &sessions : &actions,
        .liste = requete->liste,
        .contexte = &requete->portee,
        .q = requete->q,
        .descendant = requete->descendant,
        .taille = requete->taille,
        .page = requete->page,
        .apres = requete->apres,
        .lues_max = requete->lues_max,
        .avant = requete->avant,
        .arretee = requete->arretee,
    };
    demande.portee = portee_etendue(&requete->portee, &demande.portee_id);
    demande.ordre = ordre_de(demande.source, requete->tri);
    if (de_sessions) {
        jours->plage = offre_plage(requete->liste, requete->aujourdhui);
        jours->periodes = offre_periodes(requete->liste, requete->aujourdhui);
        demande.valeurs[0] = jours->plage.debut;
        demande.valeurs[1] = jours->plage.fin;
        for (int i = 0; i < PERIODES; i++) {
            demande.valeurs[2 + i] = jours->periodes.bornes[i];
        }
    }
    return demande;
}

/* All sessions of a list are, or none is. */
static bool est_active(const struct offre_requete *requete, const struct offre_ligne *ligne)
{
    return ligne->session && strcmp(requete->liste->mots, " actif") == 0;
}

enum status offre_lister(struct db *db, struct arena *arena, const struct offre_requete *requete,
                         struct offre_page *page_r)
{
    struct jours jours;
    struct liste_page page;
    const struct liste_demande demande = demande_de(requete, &jours);
    TRY(liste_lire(db, arena, &demande, &page));
    struct offre_ligne *lignes = page.items;
    for (size_t i = 0; i < page.n; i++) {
        lignes[i].actif = est_active(requete, &lignes[i]);
    }
    *page_r = (struct offre_page){.items = lignes,
                                  .n = page.n,
                                  .total = page.total,
                                  .total_approche = page.total_approche,
                                  .suivante = page.suivante};
    return STATUS_OK;
}

void offre_compte_sql(struct buffer *sql, const struct liste *liste, enum portee_etendue etendue)
{
    const struct liste_source *source = offre_liste_de_sessions(liste) ? &sessions : &actions;
    const struct liste_marche *marche = source->ordres[0].marche;
    buffer_printf(sql, "SELECT count(*) FROM %s WHERE %s AND ", marche->de,
                  marche->portees[etendue]);
    for (const char *p = liste->filtre; *p; p++) {
        if (strncmp(p, "$3", 2) == 0) { /* the last day of those that are active */
            buffer_text(sql, "'" JAMAIS "'");
            p++;
        } else {
            buffer_char(sql, *p);
        }
    }
}

struct sortie {
    const struct offre_requete *requete;
    enum status (*ligne)(void *contexte, const struct offre_ligne *ligne);
    void *contexte;
};

static enum status sortir(void *contexte, const void *lue)
{
    const struct sortie *sortie = contexte;
    struct offre_ligne ligne = *(const struct offre_ligne *)lue;
    ligne.actif = est_active(sortie->requete, &ligne);
    return sortie->ligne(sortie->contexte, &ligne);
}

enum status offre_parcourir(struct db *db, const struct offre_requete *requete,
                            enum status (*ligne)(void *contexte, const struct offre_ligne *ligne),
                            void *contexte)
{
    struct jours jours;
    struct sortie sortie = {requete, ligne, contexte};
    const struct liste_demande demande = demande_de(requete, &jours);
    return liste_parcourir(db, &demande, sortir, &sortie);
}
