/* Questions about an action: what they are about, who asked, what was answered. */
#include "question.h"

#include "action.h"
#include "buffer.h"
#include "dates.h"
#include "text.h"

#include <string.h>

#define NBSP "\u00A0"
#define SUJET_SESSIONS "sessions"

STATEMENT(QUESTION_LISTER, "i", "itttitttii",
          "SELECT q.id, q.champ, q.texte, q.avant, q.posee_le, p.nom, q.reponse, r.nom,"
          " q.repondue_le, q.close_le FROM question q"
          " LEFT JOIN compte p ON p.id = q.posee_par LEFT JOIN compte r ON r.id = q.repondue_par"
          " WHERE q.action = $1 ORDER BY q.id");
STATEMENT(QUESTION_POSER, "itttii", "",
          "INSERT INTO question (action, champ, texte, avant, posee_par, posee_le)"
          " VALUES ($1, $2, $3, $4, $5, $6)");
STATEMENT(QUESTION_GARDER, "itii", "",
          "UPDATE question SET reponse = $2, repondue_par = $3, repondue_le = $4"
          " WHERE id = $1 AND close_le IS NULL AND repondue_le IS NULL");
STATEMENT(QUESTION_CLORE, "ii", "",
          "UPDATE question SET close_le = $2 WHERE action = $1 AND close_le IS NULL");
STATEMENT(QUESTION_SESSIONS, "i", "ii",
          "SELECT numero, version FROM session WHERE action = $1 ORDER BY numero");

/* ---- what it is about */

static const char *adresse_de(struct arena *arena, const struct action *action,
                              enum offre_noun noun, const char *ancre)
{
    int64_t numero = noun == OFFRE_FORMATION ? action->formation : action->numero;
    return arena_printf(arena, "%s%s%s", offre_noun_adresse(arena, noun, numero),
                        ancre[0] ? "#" : "", ancre);
}

const char *question_libelle(struct arena *arena, enum offre_noun noun, const char *libelle)
{
    return noun == OFFRE_FORMATION ? arena_printf(arena, "Formation" NBSP ": %s", libelle)
                                   : libelle;
}

bool question_sujet_lu(struct arena *arena, const char *champ, const struct action *action,
                       struct question_sujet *sujet_r)
{
    *sujet_r = (struct question_sujet){.noun = OFFRE_ACTION, .libelle = "L'action"};
    const char *ancre = "";
    const char *point = strchr(champ, '.');
    bool connu = true;
    if (strcmp(champ, SUJET_SESSIONS) == 0) {
        *sujet_r = (struct question_sujet){.noun = OFFRE_SESSION, .libelle = "Sessions"};
        ancre = SUJET_SESSIONS;
    } else if (point) {
        bool formation = strncmp(champ, "formation.", strlen("formation.")) == 0;
        enum offre_noun noun = formation ? OFFRE_FORMATION : OFFRE_ACTION;
        const struct field_set *set = formation ? &formation_fields : &action_fields;
        ancre = point + 1;
        sujet_r->noun = noun;
        sujet_r->field = field_named(set, ancre);
        sujet_r->genre = sujet_r->field ? NULL : offre_genre_nomme(noun, ancre);
        connu = (sujet_r->field || sujet_r->genre) &&
                (formation || strncmp(champ, "action.", strlen("action.")) == 0);
        const char *libelle = sujet_r->field   ? sujet_r->field->label
                              : sujet_r->genre ? sujet_r->genre->titre
                                               : "";
        sujet_r->libelle = question_libelle(arena, noun, libelle);
    } else {
        connu = strcmp(champ, offre_noun_nom(OFFRE_ACTION)) == 0;
    }
    sujet_r->adresse = adresse_de(
        arena, action, sujet_r->noun == OFFRE_SESSION ? OFFRE_ACTION : sujet_r->noun, ancre);
    return connu;
}

/* ---- what its subject says */

struct etat { /* of an action, read once for all its questions */
    struct db *db;
    struct arena *arena;
    const struct action *action;
    struct formation formation;
    struct offre_details details[2]; /* of the formation, of the action */
    const char *sessions;
};

static enum status lire_sessions(struct etat *etat)
{
    struct buffer texte;
    struct db_rows rows;
    buffer_init(&texte, etat->arena, 64);
    DB_QUERY(etat->db, &QUESTION_SESSIONS, &rows, BIND_INT(etat->action->numero));
    while (db_next(&rows)) {
        buffer_printf(&texte, "%lld.%lld ", (long long)db_int(&rows, 0),
                      (long long)db_int(&rows, 1));
    }
    etat->sessions = texte.data;
    return db_end(&rows);
}

static enum status lire_etat(struct etat *etat)
{
    TRY(formation_charger(etat->db, etat->arena, etat->action->formation, &etat->formation));
    TRY(offre_details_lire(etat->db, etat->arena, OFFRE_FORMATION, etat->formation.contenu_id,
                           &etat->details[OFFRE_FORMATION]));
    TRY(offre_details_lire(etat->db, etat->arena, OFFRE_ACTION, etat->action->contenu_id,
                           &etat->details[OFFRE_ACTION]));
    return lire_sessions(etat);
}

/* "" of an action as a whole: only words answer. */
static const char *valeur(const struct etat *etat, const struct question_sujet *sujet)
{
    struct buffer texte;
    if (sujet->noun == OFFRE_SESSION) {
        return etat->sessions;
    }
    if (sujet->field) {
        const void *record = sujet->noun == OFFRE_FORMATION ? (const void *)&etat->formation
                                                            : (const void *)etat->action;
        return field_show(etat->arena, sujet->field, record);
    }
    const struct offre_details *details = &etat->details[sujet->noun];
    buffer_init(&texte, etat->arena, 64);
    for (size_t i = 0; sujet->genre && i < details->n; i++) {
        const struct offre_detail *d = &details->items[i];
        if (d->genre == sujet->genre) {
            buffer_printf(&texte, "%s%s", texte.length ? "\n" : "",
                          offre_detail_decrire(etat->arena, d->genre, d->record));
        }
    }
    return texte.length ? texte.data : "";
}

/* ---- reading */

enum { ID, CHAMP, TEXTE, AVANT, POSEE_LE, POSEE_PAR, REPONSE, REPONDUE_PAR, REPONDUE_LE, CLOSE_LE };

enum status question_lister(struct db *db, struct arena *arena, int64_t action,
                            struct questions *questions_r)
{
    struct questions questions = {0};
    struct db_rows rows;
    DB_QUERY(db, &QUESTION_LISTER, &rows, BIND_INT(action));
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, questions.items, questions.n) =
            (struct question){.id = db_int(&rows, ID),
                              .champ = db_text(&rows, CHAMP, arena),
                              .texte = db_text(&rows, TEXTE, arena),
                              .avant = db_text(&rows, AVANT, arena),
                              .posee_le = db_int(&rows, POSEE_LE),
                              .posee_par = db_text(&rows, POSEE_PAR, arena),
                              .reponse = db_text(&rows, REPONSE, arena),
                              .repondue_par = db_text(&rows, REPONDUE_PAR, arena),
                              .repondue_le = db_int(&rows, REPONDUE_LE),
                              .close_le = db_int(&rows, CLOSE_LE)};
    }
    TRY(db_end(&rows));
    *questions_r = questions;
    return STATUS_OK;
}

/* ---- asking */

/* NULL: it is right. */
static const char *juger_texte(struct arena *arena, const char *libelle, const char *texte)
{
    size_t longueur = text_length(texte);
    return longueur > QUESTION_TEXTE_MAX
               ? arena_printf(arena, "%s" NBSP ": %zu caractères, %d au maximum", libelle, longueur,
                              QUESTION_TEXTE_MAX)
           : text_first_forbidden(texte, true) || text_has_tag(texte)
               ? arena_printf(arena, "%s" NBSP ": texte simple attendu, sans balise", libelle)
               : NULL;
}

enum status question_juger(struct arena *arena, const struct action *action,
                           const struct questions_posees *posees,
                           struct questions_posees *propres_r, const char **message_r)
{
    struct question_posee *propres = ARENA_ARRAY(arena, struct question_posee, QUESTIONS_MAX);
    struct question_sujet sujet;
    if (posees->n == 0 || posees->n > QUESTIONS_MAX) {
        *message_r = posees->n ? arena_printf(arena, "%zu questions, %d au maximum", posees->n,
                                              QUESTIONS_MAX)
                               : "Aucune question, une au moins attendue";
        return STATUS_REFUSED;
    }
    for (size_t i = 0; i < posees->n && !*message_r; i++) {
        propres[i] = (struct question_posee){posees->items[i].champ,
                                             text_clean_lines(arena, posees->items[i].texte)};
        if (!question_sujet_lu(arena, propres[i].champ, action, &sujet)) {
            *message_r = "Champ inconnu, un champ de la formation ou de l'action attendu";
        } else if (!propres[i].texte[0]) {
            *message_r = arena_printf(
                arena, "Question sur «" NBSP "%s" NBSP "» vide, une phrase au moins attendue",
                sujet.libelle);
        } else {
            *message_r = juger_texte(arena, sujet.libelle, propres[i].texte);
        }
    }
    *propres_r = (struct questions_posees){propres, posees->n};
    return *message_r ? STATUS_REFUSED : STATUS_OK;
}

enum status question_poser(struct db *db, struct arena *arena, const struct acteur *acteur,
                           const struct action *action, const struct questions_posees *propres)
{
    struct etat etat = {.db = db, .arena = arena, .action = action};
    struct question_sujet sujet;
    TRY(lire_etat(&etat));
    for (size_t i = 0; i < propres->n; i++) {
        const struct question_posee *posee = &propres->items[i];
        (void)question_sujet_lu(arena, posee->champ, action, &sujet);
        TRY(DB_EXEC(db, &QUESTION_POSER, NULL, BIND_INT(action->numero), BIND_TEXT(posee->champ),
                    BIND_TEXT(posee->texte), BIND_TEXT_OR_NULL(valeur(&etat, &sujet)),
                    BIND_INT(acteur->compte_id), BIND_INT(dates_now())));
    }
    return STATUS_OK;
}

/* ---- answering */

/* What was typed now, else what was prepared. */
static const char *reponse_a(struct arena *arena, const struct question *q,
                             const struct questions_reponses *reponses)
{
    for (size_t i = 0; i < reponses->n; i++) {
        if (reponses->items[i].id == q->id) {
            return text_clean_lines(arena, reponses->items[i].texte);
        }
    }
    return q->reponse;
}

enum status question_preparer(struct db *db, struct arena *arena, const struct action *action,
                              const struct questions_reponses *reponses,
                              struct questions *questions_r, const char **message_r)
{
    struct etat etat = {.db = db, .arena = arena, .action = action};
    struct questions toutes = {0};
    struct questions attendues = {0};
    TRY(lire_etat(&etat));
    TRY(question_lister(db, arena, action->numero, &toutes));
    for (size_t i = 0; i < toutes.n; i++) {
        struct question q = toutes.items[i];
        if (q.close_le || q.repondue_le) {
            continue;
        }
        (void)question_sujet_lu(arena, q.champ, action, &q.sujet);
        q.reponse = reponse_a(arena, &q, reponses);
        q.apres = valeur(&etat, &q.sujet);
        q.changee = strcmp(q.avant, q.apres) != 0;
        *message_r = *message_r ? *message_r : juger_texte(arena, q.sujet.libelle, q.reponse);
        *ARENA_PUSH(arena, attendues.items, attendues.n) = q;
    }
    *questions_r = attendues;
    return *message_r ? STATUS_REFUSED : STATUS_OK;
}

struct offre_manques question_sans_reponse(struct arena *arena, const struct action *action,
                                           const struct questions *questions)
{
    struct offre_manques manques = {0};
    for (size_t i = 0; i < questions->n; i++) {
        const struct question *q = &questions->items[i];
        if (!q->reponse[0] && !q->changee) {
            offre_manquer(arena, &manques,
                          arena_printf(arena, "/actions/%lld/repondre#question-%lld",
                                       (long long)action->numero, (long long)q->id),
                          arena_printf(arena,
                                       "Question sur «" NBSP "%s" NBSP "» sans réponse" NBSP
                                       ": écrivez-la, ou changez le champ",
                                       q->sujet.libelle));
        }
    }
    return manques;
}

enum status question_garder(struct db *db, const struct acteur *acteur,
                            const struct questions *questions)
{
    for (size_t i = 0; i < questions->n; i++) {
        const struct question *q = &questions->items[i];
        TRY(DB_EXEC(db, &QUESTION_GARDER, NULL, BIND_INT(q->id), BIND_TEXT_OR_NULL(q->reponse),
                    acteur ? BIND_INT(acteur->compte_id) : BIND_NULL,
                    acteur ? BIND_INT(dates_now()) : BIND_NULL));
    }
    return STATUS_OK;
}

enum status question_clore(struct db *db, int64_t action)
{
    return DB_EXEC(db, &QUESTION_CLORE, NULL, BIND_INT(action), BIND_INT(dates_now()));
}
