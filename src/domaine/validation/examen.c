/* Points to look at: certifications, Qualiopi, prices, places, contacts, near-duplicates. */
#include "examen.h"

#include "buffer.h"
#include "certification.h"
#include "certification_code.h"
#include "position.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NBSP "\u00A0"
#define DEGRES_MAX 180
#define METRES_D_UN_KM 1000
#define CENT 100

struct lecture {
    struct db *db;
    struct arena *arena;
    const struct action *action;
    const struct formation *formation;
    const struct offre_details *details_formation, *details_action;
    char aujourdhui[DATES_ISO_SIZE];
    struct examen *examen;
};

static void signaler(struct lecture *l, enum examen_sujet sujet, const char *champ,
                     const char *texte)
{
    *ARENA_PUSH(l->arena, l->examen->items, l->examen->n) =
        (struct examen_point){.sujet = sujet, .texte = texte, .champ = champ};
}

/* ---- certifications */

#define CHAMP_CERTIFICATION "formation.certification"

static struct text_list certificats(const struct lecture *l, const char *champ,
                                    enum nomenclature nom)
{
    struct text_list codes = {0};
    const struct offre_genre *genre = offre_genre_nomme(OFFRE_FORMATION, "certification");
    const struct field *field = field_named(genre->set, champ);
    for (size_t i = 0; i < l->details_formation->n; i++) {
        const struct offre_detail *d = &l->details_formation->items[i];
        const char *code = d->genre == genre ? field_text(field, d->record) : "";
        if (code[0]) {
            text_list_add(l->arena, &codes, certification_code_officiel(l->arena, nom, code));
        }
    }
    return codes;
}

static void juger_fin(struct lecture *l, const struct nomenclature_entree *entree)
{
    char bientot[DATES_ISO_SIZE];
    dates_add_months(l->aujourdhui, EXAMEN_MOIS, bientot);
    if (!entree->libelle[0]) {
        return;
    }
    bool finie = nomenclature_finie(entree, l->aujourdhui);
    if (finie || entree->inactive) {
        signaler(l, EXAMEN_CERTIFICATION, CHAMP_CERTIFICATION,
                 finie ? arena_printf(l->arena, "%s est finie depuis le %s", entree->code,
                                      dates_show(l->arena, entree->fin))
                       : arena_printf(l->arena, "%s est inactive au répertoire", entree->code));
    } else if (entree->fin[0] && strcmp(entree->fin, bientot) < 0) {
        signaler(l, EXAMEN_CERTIFICATION, CHAMP_CERTIFICATION,
                 arena_printf(l->arena, "%s finit le %s", entree->code,
                              dates_show(l->arena, entree->fin)));
    }
}

static enum status juger_certifications(struct lecture *l)
{
    static const struct {
        const char *champ;
        enum nomenclature nom;
    } codes[] = {{"code_rncp", NOMENCLATURE_RNCP},
                 {"code_rs", NOMENCLATURE_RS},
                 {"code_certifinfo", NOMENCLATURE_CERTIFINFO}};
    struct text_list tous = {0};
    struct nomenclature_liste liste = {0};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        const struct text_list siens = certificats(l, codes[i].champ, codes[i].nom);
        for (size_t j = 0; j < siens.n; j++) {
            text_list_add(l->arena, &tous, siens.items[j]);
        }
        if (codes[i].nom == NOMENCLATURE_CERTIFINFO) {
            l->examen->certifinfo = siens;
        }
    }
    TRY(nomenclature_lire(l->db, l->arena, NOMENCLATURE_CERTIFICATIONS, tous, &liste));
    for (size_t i = 0; i < liste.n; i++) {
        juger_fin(l, &liste.items[i]);
    }
    return STATUS_OK;
}

/* ---- Qualiopi, where a public body pays */

STATEMENT(EXAMEN_SITE, "ii", "tbb",
          "SELECT s.fin_qualiopi, EXISTS (SELECT 1 FROM site_choix q"
          "  WHERE q.site_numero = s.numero AND q.champ = 'qualite'"
          "  AND q.code = '" QUALITE_QUALIOPI "'),"
          " (SELECT a.publique FROM action a WHERE a.numero = $2) FROM site s WHERE s.numero = $1");

static enum status juger_qualiopi(struct lecture *l)
{
    const char *qualiopi = QUALITE_QUALIOPI;
    struct db_rows rows;
    DB_QUERY(l->db, &EXAMEN_SITE, &rows, BIND_INT(l->action->site), BIND_INT(l->action->numero));
    if (db_next(&rows)) {
        struct text_list qualite = {.items = &qualiopi, .n = db_bool(&rows, 1) ? 1 : 0};
        const char *fin = db_text(&rows, 0, l->arena);
        enum certification_etat etat = certification_etat(qualite, fin, l->aujourdhui);
        l->examen->qualiopi = certification_phrase(l->arena, etat, fin);
        bool mal = etat == CERTIFICATION_EXPIREE || etat == CERTIFICATION_AUCUNE;
        if (mal && db_bool(&rows, 2)) {
            signaler(l, EXAMEN_QUALIOPI, "action.site",
                     arena_printf(l->arena, "Un fonds public paie" NBSP ": %s",
                                  etat == CERTIFICATION_AUCUNE ? "le site n'a pas de Qualiopi"
                                                               : l->examen->qualiopi));
        }
    }
    return db_end(&rows);
}

/* ---- price and hours, beside what leads to the same certification */

STATEMENT(EXAMEN_SEMBLABLES_LIRE, "tii", "tt",
          "SELECT c.prix_total, c.heures_total FROM offre_certification o"
          " JOIN formation_contenu fc ON fc.id = o.contenu"
          " JOIN formation f ON f.numero = fc.formation AND f.vive = fc.id"
          " JOIN action a ON a.formation = f.numero JOIN action_contenu c ON c.id = a.vive"
          " WHERE o.noun = 'formation' AND o.code = $1 AND a.numero <> $2 LIMIT $3");

struct mesures {
    double items[EXAMEN_SEMBLABLES];
    size_t n;
};

static int par_grandeur(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* 0: too few to say. */
static double mediane(struct mesures *mesures)
{
    if (mesures->n < EXAMEN_SEMBLABLES_MIN) {
        return 0;
    }
    qsort(mesures->items, mesures->n, sizeof *mesures->items, par_grandeur);
    size_t milieu = mesures->n / 2;
    return mesures->n % 2 ? mesures->items[milieu]
                          : (mesures->items[milieu - 1] + mesures->items[milieu]) / 2;
}

static void ajouter(struct mesures *mesures, double valeur)
{
    if (valeur > 0 && mesures->n < EXAMEN_SEMBLABLES) {
        mesures->items[mesures->n++] = valeur;
    }
}

static bool est_loin(double valeur, double milieu)
{
    return milieu > 0 && valeur > 0 && fabs(valeur - milieu) * CENT > milieu * EXAMEN_ECART;
}

/* "9,76" */
static const char *euros(struct arena *arena, double valeur)
{
    long centimes = lround(valeur * CENT);
    return arena_printf(arena, "%ld,%02ld" NBSP "€", centimes / CENT, centimes % CENT);
}

static enum status lire_semblables(struct lecture *l, const char *code, struct mesures *horaires,
                                   struct mesures *heures)
{
    struct db_rows rows;
    DB_QUERY(l->db, &EXAMEN_SEMBLABLES_LIRE, &rows, BIND_TEXT(code), BIND_INT(l->action->numero),
             BIND_INT(EXAMEN_SEMBLABLES));
    while (db_next(&rows)) {
        double duree = strtod(db_text(&rows, 1, NULL), NULL);
        ajouter(heures, duree);
        if (duree > 0) {
            ajouter(horaires, strtod(db_text(&rows, 0, NULL), NULL) / duree);
        }
    }
    return db_end(&rows);
}

static enum status juger_prix(struct lecture *l)
{
    struct mesures horaires = {.n = 0};
    struct mesures heures = {.n = 0};
    struct text_list codes = certificats(l, "code_rncp", NOMENCLATURE_RNCP);
    codes = codes.n ? codes : certificats(l, "code_rs", NOMENCLATURE_RS);
    if (!codes.n) {
        return STATUS_OK;
    }
    TRY(lire_semblables(l, codes.items[0], &horaires, &heures));
    double duree = strtod(l->action->heures_total, NULL);
    double horaire = duree > 0 ? strtod(l->action->prix_total, NULL) / duree : 0;
    double milieu = mediane(&horaires);
    if (est_loin(horaire, milieu)) {
        signaler(l, EXAMEN_PRIX, "action.prix_total",
                 arena_printf(l->arena,
                              "Prix" NBSP ": %s de l'heure, %s en médiane sur %zu actions de %s",
                              euros(l->arena, horaire), euros(l->arena, milieu), horaires.n,
                              codes.items[0]));
    }
    milieu = mediane(&heures);
    if (est_loin(duree, milieu)) {
        signaler(l, EXAMEN_PRIX, "action.heures_total",
                 arena_printf(l->arena,
                              "Durée" NBSP ": %.0f heures, %.0f en médiane sur %zu actions de %s",
                              duree, milieu, heures.n, codes.items[0]));
    }
    return STATUS_OK;
}

/* ---- places */

STATEMENT(EXAMEN_CENTRES, "t", "tii",
          "SELECT insee, longitude, latitude FROM commune_centre"
          " WHERE insee = ANY (CAST($1 AS TEXT[]))");

struct lieux {
    const struct lieu **items;
    size_t n;
};

static bool est_situe(const struct lieu *lieu, struct position *position_r)
{
    return position_lire_degres(lieu->longitude, DEGRES_MAX, &position_r->longitude) &&
           position_lire_degres(lieu->latitude, DEGRES_MAX / 2, &position_r->latitude);
}

static const char *nommer_lieu(struct arena *arena, const struct lieux *lieux, size_t i)
{
    const struct lieu *lieu = lieux->items[i];
    const char *nom = lieu->denomination[0] ? lieu->denomination : lieu->ville;
    return arena_printf(arena, "Lieu %zu%s%s", i + 1, nom[0] ? ", " : "", nom);
}

static void juger_distance(struct lecture *l, const struct lieux *lieux, const char *insee,
                           struct position centre)
{
    for (size_t i = 0; i < lieux->n; i++) {
        struct position ici;
        if (strcmp(lieux->items[i]->commune_insee, insee) != 0 ||
            !est_situe(lieux->items[i], &ici)) {
            continue;
        }
        double km = position_distance_m(ici, centre) / METRES_D_UN_KM;
        if (km > EXAMEN_DISTANCE_KM) {
            signaler(l, EXAMEN_LIEU, "action.lieu",
                     arena_printf(l->arena, "%s" NBSP ": à %.0f km de sa commune",
                                  nommer_lieu(l->arena, lieux, i), km));
        }
    }
}

static enum status juger_lieux(struct lecture *l)
{
    struct lieux lieux = {ARENA_ARRAY(l->arena, const struct lieu *, l->details_action->n + 1), 0};
    struct text_list communes = {0};
    struct position ici;
    struct db_rows rows;
    for (size_t i = 0; i < l->details_action->n; i++) {
        const struct offre_detail *d = &l->details_action->items[i];
        if (strcmp(d->genre->code, "lieu") == 0) {
            lieux.items[lieux.n++] = d->record;
        }
    }
    for (size_t i = 0; i < lieux.n; i++) {
        text_list_add(l->arena, &communes, lieux.items[i]->commune_insee);
        if (!est_situe(lieux.items[i], &ici)) {
            signaler(l, EXAMEN_LIEU, "action.lieu",
                     arena_printf(l->arena, "%s" NBSP ": sans coordonnées",
                                  nommer_lieu(l->arena, &lieux, i)));
        }
    }
    if (!lieux.n) {
        return STATUS_OK;
    }
    DB_QUERY(l->db, &EXAMEN_CENTRES, &rows, db_texts(l->db, l->arena, communes.items, communes.n));
    while (db_next(&rows)) {
        const struct position centre = {(int32_t)db_int(&rows, 1), (int32_t)db_int(&rows, 2)};
        juger_distance(l, &lieux, db_text(&rows, 0, l->arena), centre);
    }
    return db_end(&rows);
}

/* ---- contacts */

STATEMENT(EXAMEN_CONTACTS, "t", "tt",
          "SELECT prenom, nom FROM contact WHERE numero = ANY (CAST($1 AS BIGINT[]))"
          " AND etat = 'A' AND email IS NULL ORDER BY nom, numero");

static enum status juger_contacts(struct lecture *l)
{
    struct text_list codes = l->formation->contacts;
    int64_t *numeros = ARENA_ARRAY(l->arena, int64_t, codes.n + 1);
    struct db_rows rows;
    for (size_t i = 0; i < codes.n; i++) {
        (void)text_to_int(codes.items[i], &numeros[i]);
    }
    DB_QUERY(l->db, &EXAMEN_CONTACTS, &rows, db_numbers(l->db, l->arena, numeros, codes.n));
    while (db_next(&rows)) {
        signaler(l, EXAMEN_CONTACT, "formation.contacts",
                 arena_printf(l->arena, "Contact sans adresse de courriel" NBSP ": %s %s",
                              db_text(&rows, 0, l->arena), db_text(&rows, 1, l->arena)));
    }
    return db_end(&rows);
}

/* ---- near-duplicates */

static enum status juger_doublons(struct lecture *l)
{
    struct action_proches proches = {0};
    TRY(action_doublons(l->db, l->arena, l->action, &proches));
    for (size_t i = 0; i < proches.n; i++) {
        const struct action_proche *p = &proches.items[i];
        signaler(l, EXAMEN_DOUBLON, "",
                 arena_printf(l->arena, "Presque identique à l'action %lld, %s" NBSP ": %s",
                              (long long)p->numero, p->intitule, p->difference));
        l->examen->items[l->examen->n - 1].adresse =
            offre_noun_adresse(l->arena, OFFRE_ACTION, p->numero);
    }
    return STATUS_OK;
}

/* ---- all */

/* "les lieux et les contacts" */
static const char *dire_bons(struct arena *arena, const struct examen *examen)
{
    static const char *const noms[EXAMEN_SUJETS] = {"la certification",    "Qualiopi",
                                                    "le prix et la durée", "les lieux",
                                                    "les contacts",        "les actions proches"};
    const char *bons[EXAMEN_SUJETS];
    size_t n = 0;
    for (int sujet = 0; sujet < EXAMEN_SUJETS; sujet++) {
        bool signale = false;
        for (size_t i = 0; i < examen->n; i++) {
            signale = signale || examen->items[i].sujet == (enum examen_sujet)sujet;
        }
        bons[n] = noms[sujet];
        n += !signale;
    }
    struct buffer texte;
    buffer_init(&texte, arena, 64);
    for (size_t i = 0; i < n; i++) {
        buffer_printf(&texte, "%s%s", i == 0 ? "" : i + 1 == n ? " et " : ", ", bons[i]);
    }
    return n ? texte.data : "";
}

enum status examen_faire(struct db *db, struct arena *arena, const struct action *action,
                         const struct formation *formation,
                         const struct offre_details *details_formation,
                         const struct offre_details *details_action, struct examen *examen_r)
{
    *examen_r = (struct examen){.qualiopi = ""};
    struct lecture l = {.db = db,
                        .arena = arena,
                        .action = action,
                        .formation = formation,
                        .details_formation = details_formation,
                        .details_action = details_action,
                        .examen = examen_r};
    dates_today(l.aujourdhui);
    TRY(juger_certifications(&l));
    TRY(juger_qualiopi(&l));
    TRY(juger_prix(&l));
    TRY(juger_lieux(&l));
    TRY(juger_contacts(&l));
    TRY(juger_doublons(&l));
    examen_r->bons = dire_bons(arena, examen_r);
    return STATUS_OK;
}
