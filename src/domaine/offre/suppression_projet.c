/* What removing would take away, and whether it may be. */
#include "action.h"
#include "action_transitions.h"
#include "buffer.h"
#include "crypto.h"
#include "droits.h"
#include "intitule.h"
#include "session.h"
#include "suppression.h"

#include <string.h>

#define LA_RAISON                                                                                  \
    " ne se supprime pas\u00A0: des personnes et des partenaires connaissent déjà son numéro. "

/* $1: a formation, $2: or one action of it. Whether the person ($3 officer, $4) has its site. */
STATEMENT(PROJET_ACTIONS, "iibi", "iitbbiibt",
          "SELECT a.numero, a.site, a.etat, a.vive IS NOT NULL, coalesce(a.refus, '') <> '', c.id,"
          " c.version, " DROITS_VOIT(
              "a.site", "$3",
              "$4") ", coalesce(c.intitule, '')"
                    " FROM action a JOIN action_contenu c ON c.id = coalesce(a.brouillon, a.vive)"
                    " WHERE a.formation = $1 OR a.numero = $2 ORDER BY a.numero");

#define SESSIONS(colonne)                                                                          \
    "SELECT s.numero, s.version, s.debut, s.fin FROM session s WHERE s." colonne                   \
    " = ANY (CAST($1 AS BIGINT[])) ORDER BY s.action, s.debut, s.numero"
STATEMENT(PROJET_SESSIONS, "t", "iitt", SESSIONS("action"));
STATEMENT(PROJET_SESSION, "t", "iitt", SESSIONS("numero"));

const char *suppression_nommer(struct arena *arena, enum offre_noun noun, int64_t numero)
{
    return arena_printf(arena, "%s%s %lld", noun == OFFRE_ACTION ? "l'" : "la ",
                        offre_noun_nom(noun), (long long)numero);
}

struct projet {
    struct db *db;
    struct arena *arena;
    const struct acteur *acteur;
    struct suppression_projet *resultat;
    struct buffer vu;
    bool modification; /* a pending one, of what is published */
};

static void ajouter(struct projet *p, enum offre_noun noun, int64_t numero, int64_t contenu,
                    int64_t version, const char *texte)
{
    struct suppression_projet *r = p->resultat;
    *ARENA_PUSH(p->arena, r->fiches.items, r->fiches.n) =
        (struct suppression_fiche){.noun = noun, .numero = numero, .texte = texte};
    r->actions += noun == OFFRE_ACTION && noun != r->noun;
    r->sessions += noun == OFFRE_SESSION && noun != r->noun;
    buffer_printf(&p->vu, "%d %lld %lld %lld\n", (int)noun, (long long)numero, (long long)contenu,
                  (long long)version);
}

static void empecher(struct projet *p, const char *obstacle, const char *ailleurs,
                     const char *texte)
{
    struct suppression_projet *r = p->resultat;
    if (!r->obstacle) {
        r->obstacle = obstacle;
        r->ailleurs = ailleurs;
        r->ailleurs_texte = texte;
    }
}

/* ---- why not */

static void juger_publiee(struct projet *p, enum offre_noun noun, int64_t numero)
{
    const char *adresse = offre_noun_adresse(p->arena, noun, numero);
    if (noun == OFFRE_SESSION) {
        empecher(p,
                 "Une session d'une action publiée" LA_RAISON
                 "Pour qu'elle ne paraisse plus, désactivez-la\u00A0; finie depuis un an, elle est "
                 "archivée d'elle-même.",
                 adresse, "Aller à la session, pour la désactiver");
    } else if (p->modification) {
        empecher(p,
                 arena_printf(p->arena,
                              "%s publiée" LA_RAISON "Sa modification en cours, elle, "
                              "peut être abandonnée.",
                              noun == OFFRE_ACTION ? "Une action" : "Une formation"),
                 arena_printf(p->arena, "%s#t-gestes", adresse),
                 "Renoncer à la modification en cours");
    } else {
        empecher(
            p,
            arena_printf(p->arena,
                         "%s publiée" LA_RAISON "Pour qu'elle ne paraisse plus, "
                         "désactivez ses sessions.",
                         noun == OFFRE_ACTION ? "Une action" : "Une formation"),
            arena_printf(p->arena, "%s#%s", adresse, noun == OFFRE_ACTION ? "sessions" : "actions"),
            noun == OFFRE_ACTION ? "Voir ses sessions" : "Voir ses actions");
    }
}

static void juger_action(struct projet *p, const struct action_situation *action)
{
    const struct action_transition *t = action_transition_de(action, GESTE_SUPPRIMER);
    if (action->vive) {
        juger_publiee(p, p->resultat->noun, p->resultat->numero);
    } else if (!t || !action_transition_permise(t, p->acteur)) {
        empecher(p,
                 arena_printf(p->arena,
                              "L'action %lld est à l'examen du service Offre. %s d'abord\u00A0: "
                              "elle redevient un brouillon.",
                              (long long)action->numero,
                              acteur_est_officier(p->acteur) ? "Refusez-la" : "Retirez-la"),
                 arena_printf(p->arena, "/actions/%lld#t-gestes", (long long)action->numero),
                 arena_printf(p->arena, "Aller à l'action %lld", (long long)action->numero));
    }
}

/* ---- what goes */

struct numeros {
    int64_t *items;
    size_t n;
};

static enum status lire_actions(struct projet *p, int64_t formation, int64_t action,
                                struct numeros *numeros)
{
    struct db_rows rows;
    DB_QUERY(p->db, &PROJET_ACTIONS, &rows, BIND_INT(formation), BIND_INT(action),
             BIND_BOOL(acteur_est_officier(p->acteur)), BIND_INT(p->acteur->compte_id));
    while (db_next(&rows)) {
        const struct action_situation situation = {.numero = db_int(&rows, 0),
                                                   .etat = action_etat_lu(db_text(&rows, 2, NULL)),
                                                   .vive = db_bool(&rows, 3),
                                                   .brouillon = true,
                                                   .refus = db_bool(&rows, 4) ? "refus" : ""};
        if (!db_bool(&rows, 7)) {
            empecher(p,
                     "Une action de cette formation est sur un site que vous n'administrez pas. "
                     "Demandez au service Offre de la supprimer, ou à un compte qui administre "
                     "tous ses sites.",
                     NULL, NULL);
        } else {
            juger_action(p, &situation);
        }
        *ARENA_PUSH(p->arena, numeros->items, numeros->n) = situation.numero;
        ajouter(p, OFFRE_ACTION, situation.numero, db_int(&rows, 5), db_int(&rows, 6),
                intitule_propre(db_text(&rows, 8, p->arena)));
    }
    return db_end(&rows);
}

static enum status lire_sessions(struct projet *p, const struct statement *statement,
                                 const struct numeros *numeros)
{
    struct db_rows rows;
    DB_QUERY(p->db, statement, &rows, db_numbers(p->db, p->arena, numeros->items, numeros->n));
    while (db_next(&rows)) {
        ajouter(p, OFFRE_SESSION, db_int(&rows, 0), 0, db_int(&rows, 1),
                arena_printf(p->arena, "Du %s au %s",
                             dates_show(p->arena, db_text(&rows, 2, p->arena)),
                             dates_show(p->arena, db_text(&rows, 3, p->arena))));
    }
    return db_end(&rows);
}

static void decrire(struct suppression_projet *r, const char *titre, int64_t parent,
                    int64_t etablissement_id, const char *etablissement_nom)
{
    r->titre = titre;
    r->parent = parent;
    r->etablissement_id = etablissement_id;
    r->etablissement_nom = etablissement_nom;
}

static enum status prevoir_formation(struct projet *p)
{
    struct formation f = {0};
    struct numeros actions = {0};
    struct suppression_projet *r = p->resultat;
    TRY(formation_lire(p->db, p->arena, p->acteur, r->numero, &f));
    decrire(r, intitule_formation(f.intitule), 0, f.etablissement_id, f.etablissement_nom);
    p->modification = f.brouillon;
    if (f.vive) {
        juger_publiee(p, OFFRE_FORMATION, f.numero);
    }
    ajouter(p, OFFRE_FORMATION, f.numero, f.contenu_id, f.version, r->titre);
    TRY(lire_actions(p, f.numero, 0, &actions));
    return lire_sessions(p, &PROJET_SESSIONS, &actions);
}

static enum status prevoir_action(struct projet *p)
{
    struct action a = {0};
    struct numeros actions = {0};
    struct suppression_projet *r = p->resultat;
    TRY(action_lire(p->db, p->arena, p->acteur, r->numero, &a));
    decrire(r, intitule_action(p->arena, a.formation_intitule, a.intitule), a.formation,
            a.etablissement_id, a.etablissement_nom);
    p->modification = a.brouillon && a.etat == ACTION_EN_COURS;
    TRY(lire_actions(p, 0, a.numero, &actions));
    return lire_sessions(p, &PROJET_SESSIONS, &actions);
}

static enum status prevoir_session(struct projet *p)
{
    struct session s = {0};
    struct action a = {0};
    struct suppression_projet *r = p->resultat;
    TRY(session_lire(p->db, p->arena, p->acteur, r->numero, &s));
    TRY(action_lire(p->db, p->arena, p->acteur, s.action, &a));
    decrire(r, s.intitule, s.action, s.etablissement_id, s.etablissement_nom);
    if (s.vive) {
        juger_publiee(p, OFFRE_SESSION, s.numero);
    } else if (action_modifiable(a.etat, p->acteur) != STATUS_OK) {
        empecher(p,
                 "Son action est à l'examen du service Offre. Retirez l'action d'abord, ou "
                 "attendez la décision.",
                 arena_printf(p->arena, "/actions/%lld#t-gestes", (long long)s.action),
                 arena_printf(p->arena, "Aller à l'action %lld", (long long)s.action));
    }
    return lire_sessions(p, &PROJET_SESSION, &(struct numeros){&s.numero, 1});
}

enum status suppression_prevoir(struct db *db, struct arena *arena, const struct acteur *acteur,
                                enum offre_noun noun, int64_t numero,
                                struct suppression_projet *projet_r)
{
    static enum status (*const prevoir[OFFRE_NOUNS])(struct projet *) = {
        [OFFRE_FORMATION] = prevoir_formation,
        [OFFRE_ACTION] = prevoir_action,
        [OFFRE_SESSION] = prevoir_session,
    };
    struct projet p = {.db = db, .arena = arena, .acteur = acteur, .resultat = projet_r};
    *projet_r = (struct suppression_projet){.noun = noun, .numero = numero};
    buffer_init(&p.vu, arena, 256);
    TRY(prevoir[noun](&p));
    projet_r->vu = crypto_digest(arena, p.vu.data ? p.vu.data : "", NULL);
    return STATUS_OK;
}
