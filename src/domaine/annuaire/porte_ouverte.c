#include "porte_ouverte.h"

#include "dates.h"
#include "droits.h"
#include "notice.h"
#include "record.h"
#include "text.h"
#include "url.h"

#include <string.h>

/* Numbers of codes beyond are somebody's own, not the next of a series. */
#define CODE_NUMERO_MAX INT64_C(999999999999)

static const char *prevenir_date(struct arena *arena, const char *date)
{
    (void)arena;
    return dates_is_beyond(date, 2) ? "dans plus de deux ans, vérifiez l'année" : NULL;
}

#define DATE(member, words, ...)                                                                   \
    FIELD_DATE(struct porte_ouverte, member, .publique = FIELD_FOR_ALL, .label = (words),          \
               .first = "2000-01-01", .last = "2099-12-31", .warn = prevenir_date, __VA_ARGS__)

static const struct field fields[] = {
    FIELD_TEXT(struct porte_ouverte, libelle, .publique = FIELD_FOR_ALL, .label = "Libellé",
               .minimum = 1, .maximum = 255, .flags = FIELD_REQUIRED),
    FIELD_TEXT(struct porte_ouverte, code, .publique = FIELD_FOR_NOBODY, .label = "Code",
               .maximum = 50,
               .help = "Unique dans l'établissement ; laissé vide, le suivant est donné"),
    FIELD_INT(struct porte_ouverte, site, .publique = FIELD_FOR_ALL, .label = "Site",
              .flags = FIELD_REQUIRED),
    FIELD_TEXT(struct porte_ouverte, nature, .publique = FIELD_FOR_ALL, .label = "Nature",
               .flags = FIELD_REQUIRED),
    FIELD_TEXT(struct porte_ouverte, site_internet, .publique = FIELD_FOR_ALL,
               .label = "Site internet", .unit = UNIT_URL, .maximum = URL_MAX, .check = url_juger,
               .keep = url_garder, .help = "Par exemple www.exemple.fr"),
    DATE(date_debut, "Date début", .flags = FIELD_REQUIRED),
    DATE(date_fin, "Date fin", .help = "laissée vide pour un seul jour"),
    FIELD_TEXT(struct porte_ouverte, commentaire, .publique = FIELD_FOR_ALL, .label = "Commentaire",
               .maximum = 500, .flags = FIELD_MULTILINE),
};

const struct field_set porte_ouverte_fields = {fields, sizeof(fields) / sizeof(fields[0])};

RECORD(PORTE_OUVERTE, "porte_ouverte", porte_ouverte_fields);

STATEMENT(PORTE_OUVERTE_CODES, "i", "t",
          "SELECT code FROM porte_ouverte WHERE etablissement_id = $1"
          " AND code >= 'PO-' AND code < 'PO.'");

STATEMENT(PORTE_OUVERTE_CODE_PRIS, "iti", "i",
          "SELECT id FROM porte_ouverte WHERE etablissement_id = $1 AND code = $2 AND id <> $3");

RECORD_STATEMENT(PORTE_OUVERTE_CHARGER, "i", "iiittt*",
                 "SELECT p.id, p.version, e.id, e.siret, e.raison_sociale, s.nom_usage,"
                 " {p.porte_ouverte} FROM porte_ouverte p JOIN site s ON s.numero = p.site"
                 " JOIN etablissement e ON e.id = p.etablissement_id"
                 " WHERE p.id = $1");

/* $4 is today. */
STATEMENT(
    PORTE_OUVERTE_LISTER, "ibit", "ittttti",
    "SELECT p.id, p.libelle, COALESCE(v.libelle, p.nature), s.nom_usage, p.date_debut,"
    " p.date_fin, CASE WHEN p.fin < $4 THEN 1 ELSE 0 END AS passee"
    " FROM porte_ouverte p JOIN site s ON s.numero = p.site"
    " LEFT JOIN valeur v ON v.liste = 'nature_po' AND v.code = p.nature"
    " WHERE p.etablissement_id = $1 AND " DROITS_VOIT(
        "p.site", "$2",
        "$3") " ORDER BY passee, CASE WHEN p.fin < $4 THEN '' ELSE p.date_debut END, p.fin DESC,"
              " p.id");

/* What may not be NULL; the save that follows raises the version to 1. */
STATEMENT(PORTE_OUVERTE_INSERER, "iitttt", "i",
          "INSERT INTO porte_ouverte (version, etablissement_id, site, libelle, code, nature,"
          " date_debut) VALUES (0, $1, $2, $3, $4, $5, $6) RETURNING id");

/* The code alone first: where this breaks a rule, it is the code that is not unique. */
STATEMENT(PORTE_OUVERTE_CODE_FIN, "itti", "",
          "UPDATE porte_ouverte SET code = $2, fin = $3, modifiee_le = $4 WHERE id = $1");

STATEMENT(PORTE_OUVERTE_RETENIR, "ii", "",
          "INSERT INTO porte_ouverte_retiree (id, version, site, libelle, nature, site_internet,"
          " date_debut, date_fin, fin, modifiee_le) SELECT id, version, site, libelle, nature,"
          " site_internet, date_debut, date_fin, fin, $2 FROM porte_ouverte WHERE id = $1");

STATEMENT(PORTE_OUVERTE_SUPPRIMER, "i", "", "DELETE FROM porte_ouverte WHERE id = $1");

/* ---- codes */

static enum status code_suivant(struct db *db, struct arena *arena, int64_t etablissement_id,
                                const char **code_r)
{
    int64_t last = 0;
    struct db_rows rows;
    DB_QUERY(db, &PORTE_OUVERTE_CODES, &rows, BIND_INT(etablissement_id));
    while (db_next(&rows)) {
        int64_t number = 0;
        if (text_to_int(db_text(&rows, 0, NULL) + strlen("PO-"), &number) && number > last &&
            number <= CODE_NUMERO_MAX) {
            last = number;
        }
    }
    *code_r = arena_printf(arena, "PO-%lld", (long long)last + 1);
    return db_end(&rows);
}

/* Gives a code where none was typed; refuses one that the establishment has. */
static enum status completer_code(struct db *db, struct form *form, struct porte_ouverte *po)
{
    if (!po->code[0]) {
        return code_suivant(db, form->arena, po->etablissement_id, &po->code);
    }
    int64_t taken = 0;
    TRY(DB_NUMBER(db, &PORTE_OUVERTE_CODE_PRIS, &taken, BIND_INT(po->etablissement_id),
                  BIND_TEXT(po->code), BIND_INT(po->id)));
    if (taken) {
        form_refuse(form, "code", "déjà pris dans l'établissement, choisissez-en un autre");
        return STATUS_REFUSED;
    }
    return STATUS_OK;
}

/* ---- reading */

enum status porte_ouverte_vide(struct db *db, struct arena *arena,
                               const struct etablissement *etablissement, int64_t site,
                               struct porte_ouverte *po_r)
{
    const char *code = "";
    TRY(code_suivant(db, arena, etablissement->id, &code));
    struct porte_ouverte po = {.etablissement_id = etablissement->id,
                               .etablissement_siret = etablissement->siret,
                               .etablissement_nom = etablissement->raison_sociale,
                               .site_nom = "",
                               .site = site};
    fields_blank(&porte_ouverte_fields, &po);
    po.code = code;
    *po_r = po;
    return STATUS_OK;
}

static int lire_ligne(const struct db_rows *rows, int n, struct arena *arena, void *record)
{
    struct porte_ouverte *po = record;
    *po = (struct porte_ouverte){.id = db_int(rows, n),
                                 .version = db_int(rows, n + 1),
                                 .etablissement_id = db_int(rows, n + 2),
                                 .etablissement_siret = db_text(rows, n + 3, arena),
                                 .etablissement_nom = db_text(rows, n + 4, arena),
                                 .site_nom = db_text(rows, n + 5, arena)};
    return record_read(rows, n + 6, &porte_ouverte_fields, arena, po);
}

static const struct notice porte_ouverte_notice = {
    .nom = "porte_ouverte",
    .set = &porte_ouverte_fields,
    .type = &PORTE_OUVERTE,
    NOTICE_MEMBRES(struct porte_ouverte, id),
    .numero = offsetof(struct porte_ouverte, id),
    .site = offsetof(struct porte_ouverte, site),
    .lire_ligne = lire_ligne,
};

enum status porte_ouverte_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                               int64_t id, struct porte_ouverte *po_r)
{
    return notice_lire(db, arena, acteur, &porte_ouverte_notice, &PORTE_OUVERTE_CHARGER,
                       BIND_INT(id), po_r);
}

void porte_ouverte_demander(struct db *db, const struct acteur *acteur, int64_t etablissement_id,
                            const char *aujourdhui, struct db_rows *rows_r)
{
    DB_QUERY(db, &PORTE_OUVERTE_LISTER, rows_r, BIND_INT(etablissement_id),
             BIND_BOOL(acteur_est_officier(acteur)), BIND_INT(acteur->compte_id),
             BIND_TEXT(aujourdhui));
}

enum status porte_ouverte_lister(struct db *db, struct arena *arena, const struct acteur *acteur,
                                 int64_t etablissement_id, const char *aujourdhui,
                                 struct porte_ouverte_liste *liste_r)
{
    struct db_rows rows;
    porte_ouverte_demander(db, acteur, etablissement_id, aujourdhui, &rows);
    return porte_ouverte_recevoir(&rows, arena, liste_r);
}

enum status porte_ouverte_recevoir(struct db_rows *rows, struct arena *arena,
                                   struct porte_ouverte_liste *liste_r)
{
    struct porte_ouverte_ligne *lignes = NULL;
    struct porte_ouverte_liste liste = {0};
    while (db_next(rows)) {
        *ARENA_PUSH(arena, lignes, liste.n) =
            (struct porte_ouverte_ligne){.id = db_int(rows, 0),
                                         .libelle = db_text(rows, 1, arena),
                                         .nature = db_text(rows, 2, arena),
                                         .site_nom = db_text(rows, 3, arena),
                                         .date_debut = db_text(rows, 4, arena),
                                         .date_fin = db_text(rows, 5, arena),
                                         .passee = db_int(rows, 6) != 0};
        liste.a_venir += db_int(rows, 6) == 0;
    }
    liste.items = lignes;
    TRY(db_end(rows));
    *liste_r = liste;
    return STATUS_OK;
}

const char *porte_ouverte_dates(struct arena *arena, const char *date_debut, const char *date_fin)
{
    if (!date_fin[0] || strcmp(date_debut, date_fin) == 0) {
        return arena_printf(arena, "Le %s", dates_show(arena, date_debut));
    }
    return arena_printf(arena, "Du %s au %s", dates_show(arena, date_debut),
                        dates_show(arena, date_fin));
}

/* ---- checking */

enum status porte_ouverte_verifier(struct form *form, const struct valeurs *valeurs,
                                   const struct site_liste *sites, struct porte_ouverte *nouveau)
{
    site_verifier_choix(form, sites, nouveau->site, &nouveau->site_nom);
    if (!form_field_named(form, "nature")->message &&
        !choice_exists(valeurs->nature_po, nouveau->nature)) {
        form_refuse(form, "nature", "choix inconnu, prenez une valeur de la liste");
    }
    if (!form_field_named(form, "date_debut")->message &&
        !form_field_named(form, "date_fin")->message && nouveau->date_fin[0] &&
        strcmp(nouveau->date_fin, nouveau->date_debut) < 0) {
        form_refuse(form, "date_fin",
                    arena_printf(form->arena, "avant la date de début, %s ou plus tard attendu",
                                 dates_show(form->arena, nouveau->date_debut)));
    }
    return form->error_count ? STATUS_REFUSED : STATUS_OK;
}

/* ---- saving */

static enum status journaliser(struct db *db, struct arena *arena, const struct acteur *acteur,
                               const struct valeurs *valeurs, const struct porte_ouverte *avant,
                               const struct porte_ouverte *apres)
{
    struct journal_ecriture ligne = notice_ligne(&porte_ouverte_notice, acteur, avant, apres);
    ligne.choix = valeurs->choix;
    return journal_ecrire(db, arena, &ligne);
}

/* Another one took the code after it was found free: run again, the transaction finds it taken, or
 * the next one free. */
static enum status code_dispute(enum status status)
{
    return status == STATUS_CONFLICT ? STATUS_BUSY : status;
}

static enum status ecrire(struct db *db, int64_t version, const struct porte_ouverte *po)
{
    const char *fin = po->date_fin[0] ? po->date_fin : po->date_debut;
    TRY(code_dispute(DB_EXEC(db, &PORTE_OUVERTE_CODE_FIN, NULL, BIND_INT(po->id),
                             BIND_TEXT(po->code), BIND_TEXT(fin), BIND_INT(dates_now()))));
    return record_update(db, &PORTE_OUVERTE, po->id, version, po);
}

enum status porte_ouverte_enregistrer(struct db *db, struct form *form, const struct acteur *acteur,
                                      const struct valeurs *valeurs,
                                      const struct porte_ouverte *ancien,
                                      const struct porte_ouverte *nouveau, bool *change_r)
{
    struct porte_ouverte po = *nouveau;
    TRY(droits_site(db, acteur, ancien->site));
    if (po.site != ancien->site) {
        TRY(droits_site(db, acteur, po.site));
    }
    TRY(completer_code(db, form, &po));
    *change_r = !fields_equal(&porte_ouverte_fields, ancien, &po);
    if (!*change_r) {
        return STATUS_OK;
    }
    TRY(ecrire(db, ancien->version, &po));
    return journaliser(db, form->arena, acteur, valeurs, ancien, &po);
}

enum status porte_ouverte_creer(struct db *db, struct form *form, const struct acteur *acteur,
                                const struct valeurs *valeurs, struct porte_ouverte *po)
{
    struct porte_ouverte made = *po;
    TRY(droits_site(db, acteur, made.site));
    TRY(completer_code(db, form, &made));
    made.version = 1;
    TRY(code_dispute(DB_NUMBER(db, &PORTE_OUVERTE_INSERER, &made.id,
                               BIND_INT(made.etablissement_id), BIND_INT(made.site),
                               BIND_TEXT(made.libelle), BIND_TEXT(made.code),
                               BIND_TEXT(made.nature), BIND_TEXT(made.date_debut))));
    TRY(ecrire(db, 0, &made));
    TRY(journaliser(db, form->arena, acteur, valeurs, NULL, &made));
    *po = made;
    return STATUS_OK;
}

enum status porte_ouverte_supprimer(struct db *db, struct arena *arena, const struct acteur *acteur,
                                    const struct porte_ouverte *po)
{
    const struct journal_difference removal = {
        .champ = "libelle",
        .libelle = "Portes ouvertes",
        .avant = arena_printf(arena, "%s - %s - %s", po->code, po->libelle,
                              porte_ouverte_dates(arena, po->date_debut, po->date_fin)),
        .apres = "Suppression"};
    TRY(droits_site(db, acteur, po->site));
    /* the version is checked by a last save */
    TRY(record_update(db, &PORTE_OUVERTE, po->id, po->version, po));
    TRY(DB_EXEC(db, &PORTE_OUVERTE_RETENIR, NULL, BIND_INT(po->id), BIND_INT(dates_now())));
    TRY(DB_EXEC(db, &PORTE_OUVERTE_SUPPRIMER, NULL, BIND_INT(po->id)));
    return notice_raconter(db, arena, &porte_ouverte_notice, acteur, po, removal);
}
