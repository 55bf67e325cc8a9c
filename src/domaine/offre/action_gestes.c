/* What people do with an action. */
#include "action_gestes.h"

#include "code_remplace.h"
#include "dates.h"
#include "derives.h"
#include "offre_private.h"
#include "suppression.h"
#include "text.h"

#include <string.h>

#define MOTIF_MAX 1000 /* characters */
#define CHANGES_MAX 50 /* told to who comes late */

static struct action_situation situer(const struct action *a)
{
    return (struct action_situation){.numero = a->numero,
                                     .etat = a->etat,
                                     .vive = a->vive,
                                     .brouillon = a->brouillon,
                                     .formation_brouillon = a->formation_brouillon,
                                     .remplace = a->remplace,
                                     .refus = a->refus,
                                     .doublon = a->doublon,
                                     .message = a->message,
                                     .etablissement_nom = a->etablissement_nom};
}

bool action_geste_possible(const struct action *action, const struct acteur *acteur,
                           const char *geste)
{
    const struct action_situation situation = situer(action);
    const struct action_transition *t = action_transition_de(&situation, geste);
    return t && action_transition_permise(t, acteur);
}

size_t action_gestes_possibles(const struct action *action, const struct acteur *acteur,
                               const struct action_geste *gestes_r[ACTION_GESTES_MAX])
{
    const struct action_situation situation = situer(action);
    const struct action_geste *geste = action_geste_rang(0);
    size_t n = 0;
    for (size_t i = 0; geste && n < ACTION_GESTES_MAX; geste = action_geste_rang(++i)) {
        const struct action_transition *t =
            geste->bouton ? action_transition_de(&situation, geste->code) : NULL;
        if (t && action_transition_permise(t, acteur) &&
            !(geste->masque & (unsigned)acteur->profil)) {
            gestes_r[n++] = geste;
        }
    }
    return n;
}

/* ---- what was changed since somebody looked */

STATEMENT(ACTION_CHANGES, "iii", "titttt",
          "SELECT j.fiche, j.fiche_id, j.auteur, c.libelle, c.avant, c.apres FROM journal j"
          " JOIN journal_champ c ON c.journal_id = j.id WHERE j.id > $1"
          " AND ((j.fiche = 'action' AND j.fiche_id = $2)"
          "  OR (j.fiche = 'formation' AND j.fiche_id = $3)"
          "  OR (j.fiche = 'session' AND j.fiche_id IN"
          "   (SELECT s.numero FROM session s WHERE s.action = $2)))"
          " ORDER BY j.id, c.rang");

/* "Objectif" of which record. */
static const char *situer_champ(struct arena *arena, const char *fiche, int64_t numero,
                                const char *libelle)
{
    if (strcmp(fiche, "formation") == 0) {
        return arena_printf(arena, "Formation\u00A0: %s", libelle);
    }
    return strcmp(fiche, "session") == 0
               ? arena_printf(arena, "Session %lld\u00A0: %s", (long long)numero, libelle)
               : libelle;
}

/* Everything but the last number is what was seen; the last is the line of the journal then. */
static bool est_vu(const char *vu, const char *actuel)
{
    const char *fin = strrchr(actuel, '.');
    size_t n = fin ? (size_t)(fin - actuel) + 1 : strlen(actuel);
    return strncmp(vu, actuel, n) == 0;
}

static enum status lire_changes(struct db *db, struct arena *arena, const struct action *action,
                                const char *vu, struct action_resultat *resultat)
{
    struct journal_champ *items = ARENA_ARRAY(arena, struct journal_champ, CHANGES_MAX);
    const char *fin = strrchr(vu, '.');
    int64_t depuis = 0;
    size_t n = 0;
    if (!fin || !text_to_int(fin + 1, &depuis)) {
        return STATUS_OK;
    }
    struct db_rows rows;
    DB_QUERY(db, &ACTION_CHANGES, &rows, BIND_INT(depuis), BIND_INT(action->numero),
             BIND_INT(action->formation));
    while (n < CHANGES_MAX && db_next(&rows)) {
        const char *libelle = db_text(&rows, 3, arena);
        resultat->auteur = db_text(&rows, 2, arena);
        items[n++] = (struct journal_champ){
            situer_champ(arena, db_text(&rows, 0, NULL), db_int(&rows, 1), libelle),
            db_text(&rows, 4, arena), db_text(&rows, 5, arena)};
    }
    resultat->changes.items = items;
    resultat->changes.n = n;
    return db_end(&rows);
}

/* ---- one gesture */

/* Nothing changes, but a save that runs at the same time waits, or is run again. */
STATEMENT(ACTION_TENIR, "i", "",
          "UPDATE action_contenu SET version = version"
          " WHERE id = (SELECT coalesce(brouillon, vive) FROM action WHERE numero = $1)");

STATEMENT(ACTION_PUBLIER, "i", "",
          "UPDATE action SET vive = coalesce(brouillon, vive), brouillon = NULL,"
          " site = (SELECT c.site FROM action_contenu c"
          "  WHERE c.id = coalesce(action.brouillon, action.vive)) WHERE numero = $1");

STATEMENT(ACTION_EFFACER, "i", "", "UPDATE action SET brouillon = NULL WHERE numero = $1");

STATEMENT(ACTION_CONTENU_SUPPRIMER, "i", "", "DELETE FROM action_contenu WHERE id = $1");

struct passage {
    struct db *db;
    struct arena *arena;
    const struct acteur *acteur;
    const struct action_geste *geste;
    const struct action_transition *ligne;
    struct action action;
    struct action_situation situation;
    struct offre_place place;
    const char *motif;
    const struct action_demande *demande;
    struct questions_posees posees; /* cleaned */
    struct questions reponses;      /* of the open questions */
    struct action_resultat *resultat;
};

/* Why no row of the gesture holds; `autre`: one that the person may use. */
static const char *pourquoi_pas(const struct passage *p, const struct action_transition *autre)
{
    return autre->effets & EFFET_SUPPRIMER
               ? "Rien n'est supprimé\u00A0: seule une action jamais publiée peut l'être"
           : autre->effets & EFFET_VU ? "Aucun code remplacé n'attend d'être pris en compte"
           : autre->de == p->action.etat
               ? "Rien à abandonner\u00A0: aucune modification n'est en cours"
               : arena_printf(p->arena,
                              "Action dans l'état «\u00A0%s\u00A0», «\u00A0%s\u00A0» attendu",
                              action_etats[p->action.etat].label, action_etats[autre->de].label);
}

static enum status choisir_ligne(struct passage *p)
{
    p->situation = situer(&p->action);
    p->ligne = action_transition_de(&p->situation, p->geste->code);
    const struct action_transition *autre = action_transition_ouverte(p->geste->code, p->acteur);
    if (!autre || (p->ligne && !action_transition_permise(p->ligne, p->acteur))) {
        return STATUS_FORBIDDEN;
    }
    if (!p->ligne) {
        p->resultat->message = pourquoi_pas(p, autre);
        return STATUS_REFUSED;
    }
    return STATUS_OK;
}

/* A reason that somebody typed, cleaned. */
static enum status lire_motif(struct passage *p, const char *saisi)
{
    char *motif = text_clean_lines(p->arena, saisi ? saisi : "");
    size_t longueur = text_length(motif);
    const char **message_r = &p->resultat->message;
    if (longueur == 0 && p->geste->motif_exige) {
        *message_r = "Motif vide, une phrase au moins attendue";
    } else if (longueur > MOTIF_MAX) {
        *message_r = arena_printf(p->arena, "Motif\u00A0: %zu caractères, %d au maximum", longueur,
                                  MOTIF_MAX);
    } else if (text_first_forbidden(motif, true)) {
        *message_r = "Motif\u00A0: caractère refusé, retapez le texte";
    } else if (text_has_tag(motif)) {
        *message_r = "Motif\u00A0: balise HTML refusée, retirez «\u00A0<\u00A0» ou mettez une "
                     "espace après";
    }
    p->resultat->motif_faux = *message_r != NULL;
    p->motif = p->geste->motif ? motif : "";
    return *message_r ? STATUS_REFUSED : STATUS_OK;
}

/* What is checked from here on is what is sent, or published. */
static enum status tenir(struct passage *p)
{
    TRY(formation_tenir(p->db, p->action.formation));
    TRY(DB_EXEC(p->db, &ACTION_TENIR, NULL, BIND_INT(p->action.numero)));
    return action_situer(p->db, p->acteur, p->action.numero, &p->place);
}

/* What is asked, or answered. */
static enum status juger_questions(struct passage *p)
{
    struct action_resultat *resultat = p->resultat;
    if (p->ligne->effets & EFFET_QUESTIONNER) {
        TRY(question_juger(p->arena, &p->action, &p->demande->questions, &p->posees,
                           &resultat->message));
    }
    if (p->ligne->effets & EFFET_REPONDRE) {
        TRY(question_preparer(p->db, p->arena, &p->action, &p->demande->reponses, &p->reponses,
                              &resultat->message));
        resultat->manques = question_sans_reponse(p->arena, &p->action, &p->reponses);
    }
    return resultat->manques.n ? STATUS_REFUSED : STATUS_OK;
}

static enum status juger(struct passage *p)
{
    struct action_resultat *resultat = p->resultat;
    TRY(juger_questions(p));
    if (p->ligne->effets & EFFET_COMPLETE) {
        TRY(action_manques(p->db, p->arena, &p->action, &resultat->manques));
    }
    if (p->ligne->effets & EFFET_UNIQUE) {
        TRY(action_doublons(p->db, p->arena, &p->action, &resultat->proches));
        p->motif = p->motif[0] ? p->motif : p->action.doublon;
        p->motif = resultat->proches.n ? p->motif : "";
    }
    bool sans_raison = resultat->proches.n && !p->motif[0];
    return resultat->manques.n || sans_raison ? STATUS_REFUSED : STATUS_OK;
}

static enum status supprimer_contenu(struct db *db, int64_t contenu)
{
    TRY(offre_vider(db, OFFRE_ACTION, contenu));
    return DB_EXEC(db, &ACTION_CONTENU_SUPPRIMER, NULL, BIND_INT(contenu));
}

/* The draft goes where the row sends it, between two counts. */
static enum status deplacer_contenus(struct passage *p)
{
    const struct offre_place *place = &p->place;
    int64_t fini = 0;
    if (p->ligne->effets & EFFET_PUBLIER) {
        fini = place->brouillon ? place->vive : 0;
        TRY(DB_EXEC(p->db, &ACTION_PUBLIER, NULL, BIND_INT(p->action.numero)));
    } else if (p->ligne->effets & EFFET_EFFACER) {
        fini = place->brouillon;
        TRY(DB_EXEC(p->db, &ACTION_EFFACER, NULL, BIND_INT(p->action.numero)));
    }
    return fini ? supprimer_contenu(p->db, fini) : STATUS_OK;
}

/* What is derived from the contents that moved, and what goes live with them. */
static enum status suivre(struct passage *p)
{
    int64_t numero = p->action.numero;
    if (p->ligne->effets & EFFET_EFFACER) {
        TRY(action_publique(p->db, numero));
        return action_cles(p->db, ACTION_SEULE, numero);
    }
    if (!(p->ligne->effets & EFFET_PUBLIER)) {
        return STATUS_OK;
    }
    TRY(formation_publier(p->db, p->arena, p->acteur, p->action.formation,
                          p->action.etablissement_nom, p->action.site));
    TRY(action_cles(p->db, ACTION_DE_FORMATION, p->action.formation));
    TRY(action_references(p->db, ACTION_DE_FORMATION, p->action.formation));
    return session_deriver(p->db, SESSION_DE_ACTION, numero);
}

/* ---- what the journal and the letter say of it */

static struct journal_difference dire_question(struct arena *arena, const char *quoi,
                                               const char *libelle, const char *texte)
{
    return (struct journal_difference){
        "question", arena_printf(arena, "%s sur «\u00A0%s\u00A0»", quoi, libelle), "", texte};
}

static struct action_recit dire_questions(const struct passage *p)
{
    struct journal_difference *items =
        ARENA_ARRAY(p->arena, struct journal_difference, p->posees.n + p->reponses.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < p->posees.n; i++) {
        struct question_sujet sujet;
        (void)question_sujet_lu(p->arena, p->posees.items[i].champ, &p->action, &sujet);
        items[n++] = dire_question(p->arena, "Question", sujet.libelle, p->posees.items[i].texte);
    }
    for (size_t i = 0; i < p->reponses.n; i++) {
        const struct question *q = &p->reponses.items[i];
        items[n++] = dire_question(p->arena, "Réponse", q->sujet.libelle,
                                   q->reponse[0] ? q->reponse : "Champ modifié");
    }
    return (struct action_recit){items, n};
}

static struct action_recit dire(const struct passage *p)
{
    const struct action_geste *geste = p->geste;
    const char *libelle = geste->journal ? geste->journal : geste->motif;
    unsigned effets = p->ligne->effets;
    if (effets & (EFFET_QUESTIONNER | EFFET_REPONDRE)) {
        return dire_questions(p);
    }
    struct journal_difference *autre = ARENA_NEW(p->arena, struct journal_difference);
    *autre = (struct journal_difference){"motif", libelle ? libelle : "Modification", "",
                                         effets & EFFET_EFFACER ? "Abandonnée"
                                         : effets & EFFET_VU    ? "Pris en compte"
                                                                : p->motif};
    return (struct action_recit){autre, 1};
}

static enum status suivre_questions(struct passage *p)
{
    unsigned effets = p->ligne->effets;
    if (effets & EFFET_CLORE) {
        TRY(question_clore(p->db, p->action.numero));
    }
    if (effets & EFFET_QUESTIONNER) {
        TRY(question_poser(p->db, p->arena, p->acteur, &p->action, &p->posees));
    }
    if (effets & EFFET_REPONDRE) {
        TRY(question_garder(p->db, p->acteur, &p->reponses));
    }
    return effets & EFFET_VU ? code_remplace_voir(p->db, p->acteur, p->action.numero) : STATUS_OK;
}

static enum status changer(struct passage *p)
{
    const struct action_recit recit = dire(p);
    struct action_lettres lettres = {.avis = p->ligne->avis, .acteur = p->acteur};
    if (p->ligne->effets & EFFET_QUESTIONNER) {
        lettres.points = recit;
    }
    TRY(action_compter(p->db, -1, ACTION_SEULE, p->action.numero));
    TRY(deplacer_contenus(p));
    TRY(suivre_questions(p));
    TRY(action_transition_faire(p->db, p->arena, p->acteur, &p->situation, p->ligne, p->motif,
                                &recit, &lettres));
    TRY(action_lettres_deposer(p->db, p->arena, &lettres, p->motif));
    return action_compter(p->db, +1, ACTION_SEULE, p->action.numero);
}

static enum status supprimer(struct passage *p)
{
    struct suppression_projet projet;
    char jusqu_au[DATES_ISO_SIZE];
    return suppression_faire(p->db, p->arena, p->acteur, OFFRE_ACTION, p->action.numero, NULL,
                             &projet, jusqu_au);
}

/* In the formation, so in all its actions. */
static enum status remplacer(struct passage *p)
{
    const char *texte = "";
    const char *ancien = p->demande->ancien;
    const char *nouveau = p->demande->nouveau;
    TRY(code_remplace_faire(p->db, p->arena, p->acteur, &p->action, ancien ? ancien : "",
                            nouveau ? nouveau : "", &texte, &p->resultat->message));
    return action_remplacer_toutes(p->db, p->arena, p->acteur, p->action.formation,
                                   p->action.etablissement_nom, texte);
}

static enum status appliquer(struct passage *p)
{
    int64_t numero = p->action.numero;
    if (p->ligne->effets & EFFET_REMPLACER) {
        return remplacer(p);
    }
    if (p->ligne->effets & EFFET_SUPPRIMER) {
        return supprimer(p);
    }
    bool publie = (p->ligne->effets & EFFET_PUBLIER) != 0;
    TRY(publie ? session_compter(p->db, -1, SESSION_DE_ACTION, numero) : STATUS_OK);
    TRY(changer(p));
    TRY(suivre(p));
    return publie ? session_compter(p->db, +1, SESSION_DE_ACTION, numero) : STATUS_OK;
}

static enum status comparer(struct passage *p, const char *vu)
{
    if (!vu || est_vu(vu, p->action.vu)) {
        return STATUS_OK;
    }
    TRY(lire_changes(p->db, p->arena, &p->action, vu, p->resultat));
    return STATUS_CONFLICT;
}

enum status action_passer(struct db *db, struct arena *arena, const struct acteur *acteur,
                          int64_t numero, const char *geste, const struct action_demande *demande,
                          struct action_resultat *resultat_r)
{
    struct passage p = {.db = db,
                        .arena = arena,
                        .acteur = acteur,
                        .geste = action_geste_nomme(geste),
                        .motif = "",
                        .demande = demande,
                        .resultat = resultat_r};
    *resultat_r = (struct action_resultat){.auteur = ""};
    TRY(p.geste ? action_lire(db, arena, acteur, numero, &p.action) : STATUS_NOT_FOUND);
    if (!action_transition_ouverte(geste, acteur)) {
        return STATUS_FORBIDDEN;
    }
    TRY(comparer(&p, demande->vu));
    TRY(choisir_ligne(&p));
    TRY(lire_motif(&p, demande->motif));
    if (p.ligne->effets || p.ligne->vers != p.ligne->de) {
        TRY(tenir(&p));
        TRY(juger(&p));
        return appliquer(&p);
    }
    return STATUS_OK;
}
