#include "site.h"

#include "annuaire_lignes.h"
#include "commune.h"
#include "coordonnees.h"
#include "dates.h"
#include "derives.h"
#include "dict.h"
#include "droits.h"
#include "ecart_qualiopi.h"
#include "position.h"
#include "record.h"
#include "telephone.h"
#include "url.h"

#include <stdlib.h>
#include <string.h>

/* ---- fields */

static const char *juger_code_postal(struct arena *arena, const char *value)
{
    size_t length = strlen(value);
    if (strspn(value, "0123456789") != length) {
        return "des chiffres seulement, 5 attendus";
    }
    return length == 5 ? NULL
                       : arena_printf(arena, "%zu chiffre%s saisi%s, 5 attendus", length,
                                      length > 1 ? "s" : "", length > 1 ? "s" : "");
}

/* A certificate lasts three years (décret 2019-565, article 2). */
static const char *prevenir_qualiopi(struct arena *arena, const char *fin)
{
    (void)arena;
    return dates_is_beyond(fin, 3)
               ? "dans plus de trois ans, la durée d'un certificat, vérifiez l'année"
               : NULL;
}

static const struct field fields[] = {
    FIELD_TEXT(struct site, nom_usage, .label = "Nom d'usage", .minimum = 1, .maximum = 250,
               .flags = FIELD_REQUIRED, .lheo = "denomination"),
    FIELD_CHOICE(struct site, etat, .publique = FIELD_FOR_NOBODY, .label = "Actif / Inactif",
                 .flags = FIELD_REQUIRED, .choices = annuaire_etats),
    FIELD_TEXT(struct site, ligne1, .label = "Ligne 1", .maximum = 50, .lheo = "ligne",
               .help = "Une ligne au moins\u00A0: bâtiment, numéro et voie, boîte postale"),
    FIELD_TEXT(struct site, ligne2, .label = "Ligne 2", .maximum = 50, .lheo = "ligne"),
    FIELD_TEXT(struct site, ligne3, .label = "Ligne 3", .maximum = 50, .lheo = "ligne"),
    FIELD_TEXT(struct site, code_postal, .label = "Code postal", .unit = UNIT_POSTCODE,
               .maximum = 5, .flags = FIELD_REQUIRED | FIELD_NO_SPACES, .check = juger_code_postal,
               .help = "5 chiffres", .lheo = "codepostal"),
    FIELD_TEXT(struct site, bureau_distributeur, .label = "Bureau Distributeur", .maximum = 50,
               .flags = FIELD_REQUIRED, .lheo = "ville",
               .help = "Ville de la dernière ligne de l'adresse, avec CEDEX s'il y a lieu"),
    FIELD_TEXT(struct site, commune_insee, .label = "Commune INSEE", .maximum = 5,
               .flags = FIELD_REQUIRED | FIELD_NO_SPACES | FIELD_UPPER,
               .check = coordonnees_juger_commune, .source = &commune_source,
               .lheo = "code-INSEE-commune"),
    FIELD_TEXT(struct site, longitude, .label = "Longitude", .unit = UNIT_DEGREES, .maximum = 20,
               .check = coordonnees_juger_longitude, .keep = coordonnees_garder,
               .split = coordonnees_separer, .pair = "latitude",
               .help = "Degrés décimaux, par exemple -1,520554", .lheo = "longitude"),
    FIELD_TEXT(struct site, latitude, .label = "Latitude", .unit = UNIT_DEGREES, .maximum = 20,
               .check = coordonnees_juger_latitude, .keep = coordonnees_garder,
               .split = coordonnees_separer_latitude, .pair = "longitude",
               .help = "Degrés décimaux, par exemple 47,252891", .lheo = "latitude"),
    FIELD_TEXT(struct site, telephone_fixe, .label = "Téléphone fixe", .unit = UNIT_PHONE,
               .maximum = 30, .check = telephone_juger, .keep = telephone_garder,
               .help = "Par exemple 02 40 20 21 31, 39 36 ou +32…", .lheo = "telfixe"),
    FIELD_TEXT(struct site, telephone_mobile, .label = "Téléphone mobile", .unit = UNIT_PHONE,
               .maximum = 30, .check = telephone_juger, .keep = telephone_garder,
               .lheo = "portable"),
    FIELD_TEXT(struct site, email, .label = "Email", COORDONNEES_EMAIL, .lheo = "courriel"),
    FIELD_TEXT(struct site, site_web, .label = "Site web", .unit = UNIT_URL, .maximum = URL_MAX,
               .check = url_juger, .keep = url_garder, .help = "Par exemple www.exemple.fr",
               .lheo = "urlweb"),
    FIELD_LIST(struct site, qualite, .publique = FIELD_FOR_ALL, .label = "Qualité"),
    FIELD_LIST(struct site, modalite_accueil, .publique = FIELD_FOR_ALL,
               .label = "Modalité d'accueil"),
    FIELD_CHOICE(struct site, perimetre_geographique, .label = "Périmètre géographique",
                 .choices = dict_perimetre_recrutement, .lheo = "code-perimetre-recrutement"),
    FIELD_TEXT(struct site, restauration, .label = "Restauration", .lheo = "restauration"),
    FIELD_TEXT(struct site, hebergement, .label = "Hébergement", .lheo = "hebergement"),
    FIELD_TEXT(struct site, transport, .label = "Transport", .lheo = "transport"),
    FIELD_TEXT(struct site, acces_handicapes, .label = "Accès handicapés",
               .lheo = "acces-handicapes"),
    FIELD_DATE(struct site, fin_qualiopi, .publique = FIELD_FOR_ALL,
               .label = "Fin de certification Qualiopi", .first = "2019-01-01",
               .last = "2099-12-31", .warn = prevenir_qualiopi, .help = "obligatoire avec Qualiopi",
               .section = SITE_CERTIFICATION),
    FIELD_LIST(struct site, categories_qualiopi, .publique = FIELD_FOR_ALL, .label = "Catégories",
               .choices = certification_categories, .section = SITE_CERTIFICATION),
};

#define FIELDS (sizeof fields / sizeof *fields)

const struct field_set site_fields = {fields, FIELDS};

RECORD_KEYED(SITE, "site", "numero", site_fields);

/* ---- statements */

RECORD_STATEMENT(SITE_CHARGER, "i", SITE_TYPES "tt",
                 "SELECT " SITE_COLONNES ", x.champ, x.code" SITE_TABLES
                 " LEFT JOIN site_choix x ON x.site_numero = s.numero"
                 " WHERE s.numero = $1 ORDER BY x.champ, x.rang");

STATEMENT(SITE_CHOIX_VIDER, "it", "",
          "DELETE FROM site_choix WHERE site_numero = $1 AND champ = $2");

STATEMENT(SITE_CHOIX_AJOUTER, "itit", "",
          "INSERT INTO site_choix (site_numero, champ, rang, code) VALUES ($1, $2, $3, $4)");

#define LIGNE "SELECT s.numero, s.nom_usage, s.principal, s.etat, e.siret, s.nom_plie"
#define LIGNE_TYPES "itbttt"

STATEMENT(SITE_LISTER, "ibi", LIGNE_TYPES,
          LIGNE " FROM etablissement e CROSS JOIN site s WHERE e.id = $1"
                " AND s.etablissement_id = $1 AND " DROITS_VOIT("s.numero", "$2", "$3"));

STATEMENT(SITE_LISTER_DU_COMPTE, "i", LIGNE_TYPES,
          LIGNE " FROM compte_site cs JOIN site s ON s.numero = cs.site_numero"
                " JOIN etablissement e ON e.id = s.etablissement_id WHERE cs.compte_id = $1");

/* Version 0: the fields follow by record_update(), which makes it 1. */
STATEMENT(SITE_NUMEROTER, "itt", "i",
          "INSERT INTO site (version, etablissement_id, principal, nom_usage, etat)"
          " VALUES (0, $1, FALSE, $2, $3) RETURNING numero");

STATEMENT(SITE_CONFIER, "ii", "",
          "INSERT INTO compte_site (compte_id, site_numero) VALUES ($1, $2)");

/* ---- reading */

struct site site_vide(const struct etablissement *etablissement)
{
    struct site site = {.etablissement_id = etablissement->id,
                        .etablissement_siret = etablissement->siret,
                        .etablissement_nom = etablissement->raison_sociale};
    fields_blank(&site_fields, &site);
    site.etat = "A";
    return site;
}

static void ajouter_code(struct arena *arena, struct text_list *list, const char *code)
{
    const char **items = ARENA_ARRAY(arena, const char *, list->n + 1);
    for (size_t i = 0; i < list->n; i++) {
        items[i] = list->items[i];
    }
    items[list->n] = code;
    *list = (struct text_list){items, list->n + 1};
}

int site_lire_ligne(const struct db_rows *rows, int n, struct arena *arena, void *record)
{
    struct site *site = record;
    *site = (struct site){.numero = db_int(rows, n),
                          .version = db_int(rows, n + 1),
                          .etablissement_id = db_int(rows, n + 2),
                          .etablissement_siret = db_text(rows, n + 3, arena),
                          .etablissement_nom = db_text(rows, n + 4, arena),
                          .principal = db_bool(rows, n + 5)};
    return record_read(rows, n + 6, &site_fields, arena, site);
}

const struct notice site_notice = {
    .nom = "site",
    .set = &site_fields,
    .type = &SITE,
    NOTICE_MEMBRES(struct site, numero),
    .numero = offsetof(struct site, numero),
    .site = offsetof(struct site, numero),
    .listes = &(const struct notice_listes){NULL, &SITE_CHOIX_VIDER, &SITE_CHOIX_AJOUTER, false},
    .lire_ligne = site_lire_ligne,
};

enum status site_charger(struct db *db, struct arena *arena, int64_t numero, struct site *site_r)
{
    return notice_charger(db, arena, &site_notice, &SITE_CHARGER, BIND_INT(numero), site_r);
}

enum status site_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                      int64_t numero, struct site *site_r)
{
    return notice_lire(db, arena, acteur, &site_notice, &SITE_CHARGER, BIND_INT(numero), site_r);
}

/* ---- lists */

struct site_classe {
    struct site_ligne ligne;
    const char *cle; /* name, folded: accents and capitals do not count */
};

static int comparer_lignes(const void *left, const void *right)
{
    const struct site_classe *a = left;
    const struct site_classe *b = right;
    if (a->ligne.principal != b->ligne.principal) {
        return a->ligne.principal ? -1 : 1;
    }
    if (a->ligne.actif != b->ligne.actif) {
        return a->ligne.actif ? -1 : 1;
    }
    int order = strcmp(a->cle, b->cle);
    return order ? order
                 : (a->ligne.numero > b->ligne.numero) - (a->ligne.numero < b->ligne.numero);
}

static struct site_classe lire_ligne(const struct db_rows *rows, struct arena *arena)
{
    const struct site_ligne ligne = {.numero = db_int(rows, 0),
                                     .nom_usage = db_text(rows, 1, arena),
                                     .principal = db_bool(rows, 2),
                                     .actif = strcmp(db_text(rows, 3, NULL), "A") == 0,
                                     .etablissement_siret = db_text(rows, 4, arena)};
    return (struct site_classe){ligne, db_text(rows, 5, arena)};
}

enum status site_recevoir(struct db_rows *rows, struct arena *arena, struct site_liste *liste_r)
{
    struct site_classe *items = NULL;
    size_t n = 0;
    while (db_next(rows)) {
        *ARENA_PUSH(arena, items, n) = lire_ligne(rows, arena);
    }
    TRY(db_end(rows));
    if (n) {
        qsort(items, n, sizeof(*items), comparer_lignes);
    }
    struct site_ligne *lignes = ARENA_ARRAY(arena, struct site_ligne, n);
    for (size_t i = 0; i < n; i++) {
        lignes[i] = items[i].ligne;
    }
    *liste_r = (struct site_liste){lignes, n};
    return STATUS_OK;
}

void site_demander(struct db *db, const struct acteur *acteur, int64_t etablissement_id,
                   struct db_rows *rows_r)
{
    DB_QUERY(db, &SITE_LISTER, rows_r, BIND_INT(etablissement_id),
             BIND_BOOL(acteur_est_officier(acteur)), BIND_INT(acteur->compte_id));
}

enum status site_lister(struct db *db, struct arena *arena, const struct acteur *acteur,
                        int64_t etablissement_id, struct site_liste *liste_r)
{
    struct db_rows rows;
    site_demander(db, acteur, etablissement_id, &rows);
    return site_recevoir(&rows, arena, liste_r);
}

enum status site_lister_administrables(struct db *db, struct arena *arena,
                                       const struct acteur *acteur, int64_t etablissement_id,
                                       struct site_liste *liste_r)
{
    if (acteur_est_officier(acteur)) {
        return site_lister(db, arena, acteur, etablissement_id, liste_r);
    }
    struct db_rows rows;
    DB_QUERY(db, &SITE_LISTER_DU_COMPTE, &rows, BIND_INT(acteur->compte_id));
    return site_recevoir(&rows, arena, liste_r);
}

const char *site_intitule(struct arena *arena, const struct site_ligne *ligne)
{
    return arena_printf(arena, "Site %lld - %s - %s - %s", (long long)ligne->numero,
                        ligne->nom_usage, ligne->principal ? "Principal" : "Secondaire",
                        ligne->actif ? "Actif" : "Inactif");
}

const struct site_ligne *site_de_liste(const struct site_liste *liste, int64_t numero)
{
    for (size_t i = 0; i < liste->n; i++) {
        if (liste->items[i].numero == numero) {
            return &liste->items[i];
        }
    }
    return NULL;
}

/* ---- verifying */

void site_verifier_choix(struct form *form, const struct site_liste *sites, int64_t numero,
                         const char **nom_r)
{
    const struct site_ligne *site = site_de_liste(sites, numero);
    if (site) {
        *nom_r = site->nom_usage;
    } else if (!form_field_named(form, "site")->message) {
        form_refuse(form, "site", "site inconnu, prenez un site de la liste");
    }
}

static void verifier_lignes(struct form *form, const struct site *site)
{
    if (form_is_read(form, "ligne1") && form_is_read(form, "ligne2") &&
        form_is_read(form, "ligne3") && !site->ligne1[0] && !site->ligne2[0] && !site->ligne3[0]) {
        form_refuse(form, "ligne1", "adresse vide, une ligne au moins attendue");
    }
}

static void poser(struct arena *arena, struct site *site, struct position position)
{
    site->longitude = position_degres(arena, position.longitude);
    site->latitude = position_degres(arena, position.latitude);
}

static bool position_du_site(const struct site *site, struct position *position_r)
{
    return position_lire_degres(site->longitude, LONGITUDE_MAX, &position_r->longitude) &&
           position_lire_degres(site->latitude, LATITUDE_MAX, &position_r->latitude);
}

static enum status verifier_position(struct db *db, struct form *form, struct site *site)
{
    if (!form_is_read(form, "longitude") || !form_is_read(form, "latitude")) {
        return STATUS_OK;
    }
    struct position position;
    if (!site->longitude[0] && !site->latitude[0]) {
        enum status status = position_commune(db, site->commune_insee, &position);
        if (status == STATUS_OK) {
            poser(form->arena, site, position);
        }
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    }
    if (!site->longitude[0]) {
        form_refuse(form, "longitude", "vide alors que la latitude est donnée, les deux attendues");
    } else if (!site->latitude[0]) {
        form_refuse(form, "latitude", "vide alors que la longitude est donnée, les deux attendues");
    } else if (position_du_site(site, &position)) {
        poser(form->arena, site, position);
    }
    return STATUS_OK;
}

static void verifier_codes(struct form *form, const char *name, const struct choice *choix,
                           const struct site *site)
{
    const struct form_field *entry = form_field_named(form, name);
    const char *code = entry ? valeur_inconnue(choix, field_list(entry->field, site)) : NULL;
    if (code) {
        form_refuse(form, name,
                    arena_printf(form->arena,
                                 "valeur inconnue (%s), une valeur de la liste attendue", code));
    }
}

/* Who unticks Qualiopi and leaves the date where it was means it. */
static void verifier_qualiopi(struct form *form, const struct site *ancien, struct site *site,
                              bool certificat)
{
    bool date = site->fin_qualiopi[0] && strcmp(site->fin_qualiopi, ancien->fin_qualiopi) != 0;
    if ((certificat || date) && !text_list_holds(site->qualite, QUALITE_QUALIOPI)) {
        ajouter_code(form->arena, &site->qualite, QUALITE_QUALIOPI);
    }
    if (form_is_read(form, "fin_qualiopi") && !site->fin_qualiopi[0] &&
        text_list_holds(site->qualite, QUALITE_QUALIOPI)) {
        form_refuse(form, "fin_qualiopi", "obligatoire avec Qualiopi, attendu " DATES_FORMAT);
        if (form_field_named(form, "qualite")) { /* ticked by the certificate: shown so */
            form_field_named(form, "qualite")->typed_list = site->qualite;
        }
    }
}

enum status site_verifier(struct db *db, struct form *form, const struct valeurs *valeurs,
                          const struct site *ancien, struct site *nouveau, bool certificat)
{
    verifier_lignes(form, nouveau);
    coordonnees_verifier_commune(form, nouveau->code_postal, nouveau->bureau_distributeur,
                                 nouveau->commune_insee);
    verifier_codes(form, "qualite", valeurs->qualite, nouveau);
    verifier_codes(form, "modalite_accueil", valeurs->modalite_accueil, nouveau);
    verifier_qualiopi(form, ancien, nouveau, certificat);
    if (form_is_read(form, "etat") && ancien->principal && strcmp(nouveau->etat, "A") != 0) {
        form_refuse(form, "etat",
                    "le site principal reste actif, un autre site principal attendu d'abord");
    }
    TRY(verifier_position(db, form, nouveau));
    return form->error_count ? STATUS_REFUSED : STATUS_OK;
}

const char *site_avertir(struct db *db, struct arena *arena, const struct site *site)
{
    struct commune commune;
    struct position position;
    struct position centre;
    if (!position_du_site(site, &position) ||
        commune_by_insee(site->commune_insee, &commune) != STATUS_OK ||
        position_commune(db, site->commune_insee, &centre) != STATUS_OK) {
        return NULL;
    }
    double metres = position_distance_m(position, centre);
    if (metres <= POSITION_ALERTE_KM * 1000.0) {
        return NULL;
    }
    return arena_printf(arena,
                        "La position est à %.0f\u00A0km du centre de %s, vérifiez la longitude et "
                        "la latitude",
                        metres / 1000, commune.nom);
}

/* ---- saving */

/* `ancien` NULL: it is new, its row is there. */
static enum status ecrire(struct db *db, int64_t version, const struct site *ancien,
                          const struct site *site)
{
    TRY(notice_ecrire(db, &site_notice, site->numero, version, ancien, site));
    TRY(offre_cles_site(db, site->numero, site->nom_usage));
    return offre_mots_ajouter(db, site->etablissement_id, MOTS_SITE, site->numero, site->nom_usage);
}

static enum status journaliser(struct db *db, struct arena *arena, const struct acteur *acteur,
                               const struct valeurs *valeurs, const struct site *avant,
                               const struct site *apres)
{
    struct journal_ecriture ligne = notice_ligne(&site_notice, acteur, avant, apres);
    ligne.choix = valeurs->choix;
    return journal_ecrire(db, arena, &ligne);
}

/* `vers`: the other site whose sessions are counted anew; 0: none. */
static enum status compter(struct db *db, int signe, int64_t numero, int64_t vers)
{
    TRY(session_compter(db, signe, SESSION_DE_SITE, numero));
    return vers ? session_compter(db, signe, SESSION_DE_SITE, vers) : STATUS_OK;
}

struct fermeture_site site_a_fermer(const struct site *site)
{
    return (struct fermeture_site){site->numero, site->etablissement_id, site->nom_usage,
                                   site->etablissement_nom};
}

/* The state of a site is that of its sessions: they follow. */
static enum status changer_etat(struct db *db, struct arena *arena, const struct acteur *acteur,
                                const struct site *ancien, const struct site *nouveau,
                                const struct fermeture *fermeture)
{
    bool ferme = strcmp(nouveau->etat, "A") != 0;
    int64_t vers = ferme && fermeture->choix == FERMETURE_DEPLACER ? fermeture->vers : 0;
    bool vers_faux = false;
    const struct fermeture_site qui = site_a_fermer(ancien);
    TRY(ferme ? fermeture_juger(db, arena, acteur, &qui, fermeture, &vers_faux) : STATUS_OK);
    TRY(compter(db, -1, ancien->numero, vers));
    if (vers) {
        TRY(fermeture_deplacer(db, arena, acteur, &qui, vers));
    }
    TRY(ecrire(db, ancien->version, ancien, nouveau));
    TRY(session_deriver(db, SESSION_DE_SITE, ancien->numero));
    return compter(db, +1, ancien->numero, vers);
}

/* Where one registers, unless a session says it. */
static bool a_une_adresse(const struct site *site)
{
    return site->code_postal[0] && (site->ligne1[0] || site->ligne2[0] || site->ligne3[0]);
}

/* What the public list is compared with. */
static bool change_la_certification(const struct site *ancien, const struct site *nouveau)
{
    bool meme = strcmp(ancien->etat, nouveau->etat) == 0 &&
                text_list_holds(ancien->qualite, QUALITE_QUALIOPI) ==
                    text_list_holds(nouveau->qualite, QUALITE_QUALIOPI);
    for (const struct choice *c = certification_categories; c->code && meme; c++) {
        meme = text_list_holds(ancien->categories_qualiopi, c->code) ==
               text_list_holds(nouveau->categories_qualiopi, c->code);
    }
    return !meme;
}

enum status site_enregistrer(struct db *db, struct arena *arena, const struct acteur *acteur,
                             const struct valeurs *valeurs, const struct site *ancien,
                             const struct site *nouveau, const struct fermeture *fermeture,
                             bool *change_r)
{
    *change_r = !fields_equal(&site_fields, ancien, nouveau);
    TRY(droits_site(db, acteur, ancien->numero));
    if (!*change_r) {
        return STATUS_OK;
    }
    TRY(strcmp(ancien->etat, nouveau->etat) != 0
            ? changer_etat(db, arena, acteur, ancien, nouveau, fermeture)
            : ecrire(db, ancien->version, ancien, nouveau));
    if (strcmp(ancien->etat, nouveau->etat) != 0 ||
        a_une_adresse(ancien) != a_une_adresse(nouveau)) {
        TRY(action_references(db, ACTION_D_ETABLISSEMENT, ancien->etablissement_id));
    }
    if (change_la_certification(ancien, nouveau)) {
        char aujourdhui[DATES_ISO_SIZE];
        dates_today(aujourdhui);
        TRY(ecart_qualiopi_comparer(db, arena, ancien->etablissement_id, aujourdhui));
    }
    return journaliser(db, arena, acteur, valeurs, ancien, nouveau);
}

enum status site_creer(struct db *db, struct arena *arena, const struct acteur *acteur,
                       const struct valeurs *valeurs, struct site *site)
{
    struct site cree = *site;
    cree.principal = false;
    cree.version = 1;
    TRY(droits_site_principal(db, acteur, site->etablissement_id));
    TRY(DB_NUMBER(db, &SITE_NUMEROTER, &cree.numero, BIND_INT(cree.etablissement_id),
                  BIND_TEXT(cree.nom_usage), BIND_TEXT(cree.etat)));
    TRY(ecrire(db, 0, NULL, &cree));
    if (!acteur_est_officier(acteur)) {
        TRY(DB_EXEC(db, &SITE_CONFIER, NULL, BIND_INT(acteur->compte_id), BIND_INT(cree.numero)));
    }
    TRY(journaliser(db, arena, acteur, valeurs, NULL, &cree));
    *site = cree;
    return STATUS_OK;
}
