/* Letters about actions: who reads them, what they say. */
#include "action_lettres.h"

#include "intitule.h"
#include "lettre.h"

#include <stdlib.h>

#define NBSP "\u00A0"

const char *const action_avis_noms[AVIS_SORTES] = {
    [AVIS_AUCUN] = "aucune",
    [AVIS_VALIDEE] = "validation",
    [AVIS_REFUSEE] = "refus",
    [AVIS_ROUVERTE] = "formation en cours de modification",
    [AVIS_REFERMEE] = "fin de la modification de la formation",
    [AVIS_QUESTION] = "questions",
    [AVIS_CODE] = "code remplacé",
};

/* $2: accounts of this site hear of it otherwise; $3: the account that acts. */
STATEMENT(LETTRES_LECTEURS, "iii", "ititt",
          "SELECT c.id, c.email, a.formation, fc.intitule, ac.intitule FROM action a"
          " JOIN formation f ON f.numero = a.formation"
          " JOIN formation_contenu fc ON fc.id = coalesce(f.brouillon, f.vive)"
          " JOIN action_contenu ac ON ac.id = coalesce(a.brouillon, a.vive)"
          " JOIN compte_site z ON z.site_numero = a.site JOIN compte c ON c.id = z.compte_id"
          " WHERE a.numero = $1 AND c.profil = 'OF' AND c.etat = 'actif' AND c.notification"
          " AND c.id <> $3 AND NOT EXISTS (SELECT 1 FROM compte_site w"
          "  WHERE w.compte_id = c.id AND w.site_numero = $2) ORDER BY c.id");

enum status action_lettres_ajouter(struct db *db, struct arena *arena,
                                   struct action_lettres *lettres, int64_t action, size_t *n_r)
{
    size_t avant = lettres->n;
    struct db_rows rows;
    *n_r = 0;
    if (lettres->avis == AVIS_AUCUN) {
        return STATUS_OK;
    }
    DB_QUERY(db, &LETTRES_LECTEURS, &rows, BIND_INT(action), BIND_INT(lettres->sauf),
             BIND_INT(lettres->acteur->compte_id));
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, lettres->items, lettres->n) =
            (struct action_lecteur){.compte = db_int(&rows, 0),
                                    .email = db_text(&rows, 1, arena),
                                    .action = action,
                                    .formation = db_int(&rows, 2),
                                    .formation_intitule = db_text(&rows, 3, arena),
                                    .intitule = db_text(&rows, 4, arena)};
    }
    *n_r = lettres->n - avant;
    return db_end(&rows);
}

/* ---- words */

#define PARAGRAPHES_MAX 4 /* beside what is asked */

struct redaction {
    struct arena *arena;
    const char **paragraphes;
    struct lettre lettre;
};

static void dire(struct redaction *r, const char *paragraphe)
{
    r->paragraphes[r->lettre.n++] = paragraphe;
}

static const char *code(struct arena *arena, const struct action_lecteur *l)
{
    return arena_printf(arena, "%lld-%lld", (long long)l->formation, (long long)l->action);
}

/* "92-601, « Assistant RH - en ligne »" */
static const char *nommer(struct arena *arena, const struct action_lecteur *l)
{
    return arena_printf(arena, "%s, «" NBSP "%s" NBSP "»", code(arena, l),
                        intitule_action(arena, l->formation_intitule, l->intitule));
}

static void rediger_validation(struct redaction *r, const struct action_lecteur *l)
{
    r->lettre.sujet = arena_printf(r->arena, "Action %s validée", code(r->arena, l));
    dire(r, arena_printf(r->arena, "Le service Offre a validé l'action %s.", nommer(r->arena, l)));
    dire(r, "Elle est publiée, avec ses sessions qui ne sont pas terminées.");
    r->lettre.lien_texte = "Voir l'action";
}

static void rediger_refus(struct redaction *r, const struct action_lecteur *l, const char *motif)
{
    r->lettre.sujet = arena_printf(r->arena, "Action %s à corriger", code(r->arena, l));
    dire(r, arena_printf(r->arena,
                         "Le service Offre a examiné l'action %s, et vous demande de la corriger.",
                         nommer(r->arena, l)));
    dire(r, arena_printf(r->arena, "Motif" NBSP ": %s", motif));
    dire(r, "Votre saisie est gardée" NBSP ": corrigez-la, puis envoyez de nouveau l'action en "
            "validation. Ce qui est publié ne change pas d'ici là.");
    r->lettre.lien_texte = "Corriger l'action";
}

static void rediger_questions(struct redaction *r, const struct action_lettres *lettres,
                              const struct action_lecteur *l)
{
    size_t n = lettres->points.n;
    const char *combien = n > 1 ? arena_printf(r->arena, "%zu questions", n) : "une question";
    r->lettre.sujet = arena_printf(r->arena, "Action %s" NBSP ": %s", code(r->arena, l), combien);
    dire(r, arena_printf(r->arena, "Le service Offre examine l'action %s, et vous pose %s.",
                         nommer(r->arena, l), combien));
    for (size_t i = 0; i < n; i++) {
        dire(r, arena_printf(r->arena, "%s" NBSP ": %s", lettres->points.items[i].libelle,
                             lettres->points.items[i].apres));
    }
    dire(r, "Répondez sur les champs, puis renvoyez en une fois. Ce qui est publié ne change pas "
            "d'ici là.");
    r->lettre.lien = arena_printf(r->arena, "/actions/%lld/repondre", (long long)l->action);
    r->lettre.lien_texte = "Répondre";
}

/* `codes`: of the actions of the reader, "92-602, 92-603". */
static void rediger_code(struct redaction *r, const struct action_lecteur *l, const char *codes,
                         const char *texte)
{
    struct arena *arena = r->arena;
    r->lettre.sujet = arena_printf(arena, "Formation %lld" NBSP ": code Certifinfo remplacé",
                                   (long long)l->formation);
    dire(r, arena_printf(arena,
                         "Le service Offre a remplacé un code Certifinfo de la formation %lld, "
                         "«" NBSP "%s" NBSP "»" NBSP ": %s.",
                         (long long)l->formation, l->formation_intitule, texte));
    dire(r, arena_printf(arena, "Actions de vos sites" NBSP ": %s.", codes));
    dire(r, "Vous n'avez rien à corriger. Ouvrez la fiche, puis cliquez sur «" NBSP
            "Pris en compte" NBSP "».");
    r->lettre.lien_texte = "Voir l'action";
}

static const char *qui(struct arena *arena, const struct acteur *acteur)
{
    return acteur_est_officier(acteur) || !acteur->nom || !acteur->nom[0]
               ? "Le service Offre"
               : arena_strdup(arena, acteur->nom);
}

/* `codes`: of the actions of the reader that moved, "92-602, 92-603". */
static void rediger_formation(struct redaction *r, const struct action_lettres *lettres,
                              const struct action_lecteur *l, size_t n, const char *codes)
{
    struct arena *arena = r->arena;
    bool ouverte = lettres->avis == AVIS_ROUVERTE;
    const char *formation =
        arena_printf(arena, "formation %lld, «" NBSP "%s" NBSP "»", (long long)l->formation,
                     intitule_formation(l->formation_intitule));
    r->lettre.sujet = arena_printf(arena,
                                   ouverte ? "Formation %lld" NBSP ": modification en cours"
                                           : "Formation %lld" NBSP ": modification terminée",
                                   (long long)l->formation);
    dire(r, ouverte
                ? arena_printf(arena, "%s a modifié la %s.", qui(arena, lettres->acteur), formation)
                : arena_printf(arena, "La modification de la %s, est terminée.", formation));
    dire(r, arena_printf(arena, "%s %s" NBSP ": %s.",
                         n > 1 ? "Ces actions de vos sites sont" : "Cette action de vos sites est",
                         ouverte ? "de nouveau en cours de saisie, jusqu'à la validation"
                         : n > 1 ? "de nouveau validées"
                                 : "de nouveau validée",
                         codes));
    if (ouverte) {
        dire(r, "Vous n'avez rien à faire" NBSP ": ce qui est publié ne change pas d'ici là.");
    }
    r->lettre.lien = arena_printf(arena, "/formations/%lld", (long long)l->formation);
    r->lettre.lien_texte = "Voir la formation";
}

/* The letter of the reader whose `n` lines are these. */
static enum status deposer(struct db *db, struct arena *arena, const struct action_lettres *lettres,
                           const struct action_lecteur *lignes, size_t n, const char *motif)
{
    struct redaction r = {
        .arena = arena,
        .paragraphes = ARENA_ARRAY(arena, const char *, PARAGRAPHES_MAX + lettres->points.n),
        .lettre = {.destinataire = lignes->email,
                   .lien = arena_printf(arena, "/actions/%lld", (long long)lignes->action)}};
    const char *codes = code(arena, lignes);
    for (size_t i = 1; i < n; i++) {
        codes = arena_printf(arena, "%s, %s", codes, code(arena, &lignes[i]));
    }
    r.lettre.paragraphes = r.paragraphes;
    dire(&r, "Bonjour,");
    if (lettres->avis == AVIS_VALIDEE) {
        rediger_validation(&r, lignes);
    } else if (lettres->avis == AVIS_REFUSEE) {
        rediger_refus(&r, lignes, motif);
    } else if (lettres->avis == AVIS_QUESTION) {
        rediger_questions(&r, lettres, lignes);
    } else if (lettres->avis == AVIS_CODE) {
        rediger_code(&r, lignes, codes, motif);
    } else {
        rediger_formation(&r, lettres, lignes, n, codes);
    }
    return lettre_deposer(db, arena, &r.lettre);
}

static int par_compte(const void *a, const void *b)
{
    const struct action_lecteur *x = a;
    const struct action_lecteur *y = b;
    return x->compte != y->compte ? (x->compte > y->compte) - (x->compte < y->compte)
                                  : (x->action > y->action) - (x->action < y->action);
}

enum status action_lettres_deposer(struct db *db, struct arena *arena,
                                   const struct action_lettres *lettres, const char *motif)
{
    if (lettres->n) {
        qsort(lettres->items, lettres->n, sizeof *lettres->items, par_compte);
    }
    for (size_t i = 0, n = 1; i < lettres->n; i += n, n = 1) {
        while (i + n < lettres->n && lettres->items[i + n].compte == lettres->items[i].compte) {
            n++;
        }
        TRY(deposer(db, arena, lettres, &lettres->items[i], n, motif));
    }
    return STATUS_OK;
}
