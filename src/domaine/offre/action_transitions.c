/* The table of the life of an action, and the one statement that writes a state. */
#include "action_transitions.h"

#include "dates.h"
#include "derives.h"
#include "droits.h"
#include "offre_private.h"

#include <string.h>

#define ETAT_LIBELLE "État"

/* ---- the table */

/* What happens to other actions of a formation: nobody asks for it by name. */
#define GESTE_ROUVRIR "rouvrir"
#define GESTE_REFERMER "refermer"

static const struct action_geste gestes[] = {
    {.code = GESTE_ENVOYER,
     .bouton = "Envoyer en validation",
     .attente = "Enregistrez votre saisie, puis envoyez\u00A0: l'action et sa formation sont "
                "vérifiées par un chargé d'offre avant de paraître.",
     .champ = "raison",
     .motif = "Raison",
     .journal = "Raison d'une action proche d'une autre",
     .aide = "Par exemple\u00A0: une action pour les salariés, l'autre pour les demandeurs "
             "d'emploi",
     .echec = "Action non envoyée",
     .titre = "Action envoyée",
     .suite = "Le service Offre l'examine. Vous pouvez encore la retirer."},
    {.code = GESTE_RETIRER,
     .bouton = "Retirer",
     .masque = PROFILS_OFFICIERS, /* they decide */
     .attente = "Votre action est à l'examen. Pour la modifier, retirez-la\u00A0: elle quitte la "
                "file d'attente et votre saisie est gardée.",
     .titre = "Action retirée",
     .suite = "Elle est de nouveau en cours de saisie, rien n'est perdu."},
    {.code = GESTE_VALIDER,
     .bouton = "Valider",
     .echec = "Action non validée",
     .titre = "Action validée",
     .suite = "Elle est publiée, avec ses sessions qui ne sont pas terminées."},
    {.code = GESTE_REFUSER,
     .bouton = "Refuser",
     .champ = "motif",
     .motif = "Motif du refus",
     .aide = "L'organisme le lira en tête de la fiche, 1000 caractères au maximum",
     .motif_exige = true,
     .danger = true,
     .confirmer = "Refuser l'action",
     .titre = "Action refusée",
     .suite = "L'organisme lit votre motif en tête de la fiche."},
    {.code = GESTE_ABANDONNER,
     .bouton = "Renoncer à la modification",
     .attente = "Ce qui est publié reste comme il est\u00A0; ce qui a été changé depuis, et n'est "
                "pas validé, est effacé.",
     .danger = true,
     .confirmer = "Renoncer et effacer la modification",
     .titre = "Modification abandonnée",
     .suite = "Ce qui est publié n'a pas changé."},
    {.code = GESTE_QUESTIONNER,
     .echec = "Rien n'est envoyé",
     .titre = "Question envoyée",
     .suite =
         "L'organisme répond sur les champs. L'action revient dans la file avec ses réponses."},
    {.code = GESTE_REPONDRE,
     .echec = "Réponses non envoyées",
     .titre = "Réponses envoyées",
     .suite = "Le service Offre reprend l'examen. Vous pouvez encore retirer l'action."},
    {.code = GESTE_REMPLACER,
     .journal = "Code Certifinfo remplacé",
     .titre = "Code Certifinfo remplacé",
     .suite = "L'organisme le voit sur la fiche et au tableau de bord, jusqu'à ce qu'il en prenne "
              "acte."},
    {.code = GESTE_VU,
     .bouton = "Pris en compte",
     .masque = PROFILS_OFFICIERS, /* it is for the organisation to say */
     .journal = "Code Certifinfo remplacé",
     .titre = "Remplacement pris en compte",
     .suite = "L'action ne paraît plus parmi celles dont le code a été remplacé."},
    {.code = GESTE_MODIFIER},
    {.code = GESTE_SUPPRIMER},
    {.code = GESTE_ROUVRIR},
    {.code = GESTE_REFERMER},
};

#define OF ((unsigned)PROFIL_OF)
#define OFFICIERS PROFILS_OFFICIERS
#define TOUS PROFILS_TOUS
#define PERSONNE 0U

enum { /* when a row holds at all */
       SI_VIVE = 1 << 0,
       SI_BROUILLON = 1 << 1,
       SI_SANS_BROUILLON = 1 << 2,
       SI_FORMATION_BROUILLON = 1 << 3,
       SI_FORMATION_SANS_BROUILLON = 1 << 4,
       SI_NON_REFUSEE = 1 << 5,
       SI_JAMAIS_VIVE = 1 << 6,
       SI_REMPLACE = 1 << 7,
};

#define DECISION_VALIDER (EFFET_COMPLETE | EFFET_OUBLIER | EFFET_CLORE | EFFET_PUBLIER)

/* In any state: a code is replaced, and the organisation has seen it. */
#define REMPLACER(etat)                                                                            \
    {etat, GESTE_REMPLACER, OFFICIERS, 0, EFFET_REMPLACER, etat, AVIS_CODE},                       \
    {                                                                                              \
        etat, GESTE_VU, TOUS, SI_REMPLACE, EFFET_VU, etat, AVIS_AUCUN                              \
    }

static const struct action_transition transitions[] = {
    {ACTION_EN_COURS, GESTE_ENVOYER, TOUS, 0,
     EFFET_COMPLETE | EFFET_UNIQUE | EFFET_OUBLIER | EFFET_DATER_ENVOI, ACTION_EN_ATTENTE,
     AVIS_AUCUN},
    {ACTION_EN_ATTENTE, GESTE_QUESTIONNER, OFFICIERS, 0, EFFET_CLORE | EFFET_QUESTIONNER,
     ACTION_EN_REPONSES, AVIS_QUESTION},
    {ACTION_EN_REPONSES, GESTE_REPONDRE, TOUS, 0,
     EFFET_COMPLETE | EFFET_REPONDRE | EFFET_DATER_ENVOI, ACTION_EN_ATTENTE, AVIS_AUCUN},
    {ACTION_EN_ATTENTE, GESTE_VALIDER, OFFICIERS, 0, DECISION_VALIDER, ACTION_VALIDEE,
     AVIS_VALIDEE},
    {ACTION_EN_REPONSES, GESTE_VALIDER, OFFICIERS, 0, DECISION_VALIDER, ACTION_VALIDEE,
     AVIS_VALIDEE},
    {ACTION_EN_ATTENTE, GESTE_REFUSER, OFFICIERS, 0, EFFET_REFUSER | EFFET_CLORE, ACTION_EN_COURS,
     AVIS_REFUSEE},
    {ACTION_EN_REPONSES, GESTE_REFUSER, OFFICIERS, 0, EFFET_REFUSER | EFFET_CLORE, ACTION_EN_COURS,
     AVIS_REFUSEE},
    {ACTION_EN_ATTENTE, GESTE_RETIRER, TOUS, 0, EFFET_OUBLIER | EFFET_CLORE, ACTION_EN_COURS,
     AVIS_AUCUN},
    {ACTION_EN_REPONSES, GESTE_RETIRER, TOUS, 0, EFFET_OUBLIER | EFFET_CLORE, ACTION_EN_COURS,
     AVIS_AUCUN},
    REMPLACER(ACTION_EN_COURS),
    REMPLACER(ACTION_EN_ATTENTE),
    REMPLACER(ACTION_EN_REPONSES),
    REMPLACER(ACTION_VALIDEE),
    {ACTION_EN_COURS, GESTE_MODIFIER, TOUS, 0, 0, ACTION_EN_COURS, AVIS_AUCUN},
    {ACTION_EN_ATTENTE, GESTE_MODIFIER, OFFICIERS, 0, 0, ACTION_EN_ATTENTE, AVIS_AUCUN},
    {ACTION_EN_REPONSES, GESTE_MODIFIER, TOUS, 0, 0, ACTION_EN_REPONSES, AVIS_AUCUN},
    {ACTION_VALIDEE, GESTE_MODIFIER, TOUS, 0, 0, ACTION_EN_COURS, AVIS_AUCUN},
    {ACTION_EN_COURS, GESTE_ABANDONNER, TOUS, SI_VIVE | SI_FORMATION_SANS_BROUILLON,
     EFFET_OUBLIER | EFFET_EFFACER, ACTION_VALIDEE, AVIS_AUCUN},
    {ACTION_EN_COURS, GESTE_ABANDONNER, TOUS, SI_VIVE | SI_BROUILLON | SI_FORMATION_BROUILLON,
     EFFET_EFFACER, ACTION_EN_COURS, AVIS_AUCUN},
    {ACTION_EN_COURS, GESTE_SUPPRIMER, TOUS, SI_JAMAIS_VIVE, EFFET_SUPPRIMER, ACTION_EN_COURS,
     AVIS_AUCUN},
    {ACTION_VALIDEE, GESTE_ROUVRIR, PERSONNE, SI_VIVE, 0, ACTION_EN_COURS, AVIS_ROUVERTE},
    {ACTION_EN_COURS, GESTE_REFERMER, PERSONNE, SI_VIVE | SI_SANS_BROUILLON | SI_NON_REFUSEE, 0,
     ACTION_VALIDEE, AVIS_REFERMEE},
};

#define LIGNES (sizeof transitions / sizeof *transitions)
#define GESTES (sizeof gestes / sizeof *gestes)

const struct action_geste *action_geste_nomme(const char *code)
{
    for (size_t i = 0; i < GESTES; i++) {
        if (strcmp(gestes[i].code, code) == 0) {
            return &gestes[i];
        }
    }
    return NULL;
}

const struct action_geste *action_geste_rang(size_t rang)
{
    return rang < GESTES ? &gestes[rang] : NULL;
}

static bool tient(const struct action_transition *t, const struct action_situation *a)
{
    unsigned faux =
        (a->vive ? SI_JAMAIS_VIVE : SI_VIVE) | (a->brouillon ? SI_SANS_BROUILLON : SI_BROUILLON) |
        (a->formation_brouillon ? SI_FORMATION_SANS_BROUILLON : SI_FORMATION_BROUILLON) |
        (a->refus[0] ? SI_NON_REFUSEE : 0U) | (a->remplace ? 0U : SI_REMPLACE);
    return t->de == a->etat && (t->si & faux) == 0;
}

const struct action_transition *action_transition_de(const struct action_situation *action,
                                                     const char *geste)
{
    for (size_t i = 0; i < LIGNES; i++) {
        if (strcmp(transitions[i].geste, geste) == 0 && tient(&transitions[i], action)) {
            return &transitions[i];
        }
    }
    return NULL;
}

bool action_transition_permise(const struct action_transition *t, const struct acteur *acteur)
{
    return (t->qui & (unsigned)acteur->profil) != 0;
}

const struct action_transition *action_transition_ouverte(const char *geste,
                                                          const struct acteur *acteur)
{
    for (size_t i = 0; i < LIGNES; i++) {
        if (strcmp(transitions[i].geste, geste) == 0 &&
            action_transition_permise(&transitions[i], acteur)) {
            return &transitions[i];
        }
    }
    return NULL;
}

enum status action_modifiable(enum action_etat etat, const struct acteur *acteur)
{
    const struct action_situation action = {.etat = etat, .refus = ""};
    const struct action_transition *t = action_transition_de(&action, GESTE_MODIFIER);
    return t && action_transition_permise(t, acteur) ? STATUS_OK : STATUS_FORBIDDEN;
}

/* ---- writing */

/* The only statement that changes a state. */
STATEMENT(ACTION_PASSER, "itttiibb", "",
          "UPDATE action SET etat = $2, refus = $3, doublon = $4,"
          " envoyee_a = coalesce($5, envoyee_a), validee_a = coalesce($6, validee_a),"
          " message = CASE WHEN $7 THEN NULL ELSE message END,"
          " certifinfo_remplace = $8 WHERE numero = $1");

static enum status ecrire(struct db *db, const struct action_situation *action,
                          const struct action_transition *t, const char *motif)
{
    const char *refus = t->effets & EFFET_REFUSER   ? motif
                        : t->effets & EFFET_OUBLIER ? ""
                                                    : action->refus;
    const char *doublon = t->effets & EFFET_UNIQUE ? motif : action->doublon;
    bool fini = t->vers == ACTION_VALIDEE || (t->effets & EFFET_EFFACER);
    bool file = t->vers != t->de && (t->vers == ACTION_EN_ATTENTE || t->de == ACTION_EN_ATTENTE);
    TRY(DB_EXEC(
        db, &ACTION_PASSER, NULL, BIND_INT(action->numero), BIND_TEXT(action_etats[t->vers].code),
        BIND_TEXT_OR_NULL(refus), BIND_TEXT_OR_NULL(doublon),
        t->effets & EFFET_DATER_ENVOI ? BIND_INT(dates_now()) : BIND_NULL,
        t->effets & EFFET_PUBLIER ? BIND_INT(dates_now()) : BIND_NULL, BIND_BOOL(fini),
        BIND_BOOL((t->effets & EFFET_REMPLACER) || (action->remplace && !(t->effets & EFFET_VU)))));
    return file ? action_attendre(db, action->numero) : STATUS_OK;
}

/* `muette`: nobody can be told. */
static enum status raconter(struct db *db, struct arena *arena, const struct acteur *acteur,
                            const struct action_situation *action,
                            const struct action_transition *t, const struct action_recit *recit,
                            bool muette)
{
    const struct journal_ecriture ligne = {.acteur = acteur,
                                           .fiche = "action",
                                           .fiche_id = action->numero,
                                           .au_nom_de =
                                               droits_au_nom_de(acteur, action->etablissement_nom)};
    bool message = (t->effets & EFFET_DATER_ENVOI) && action->message && action->message[0];
    struct journal_difference *differences =
        ARENA_ARRAY(arena, struct journal_difference, recit->n + 3);
    size_t n = 0;
    differences[n++] = (struct journal_difference){
        "etat", ETAT_LIBELLE, action_etats[action->etat].label, action_etats[t->vers].label};
    for (size_t i = 0; i < recit->n; i++) {
        differences[n++] = recit->items[i];
    }
    if (message) {
        differences[n++] =
            (struct journal_difference){"message", ACTION_MESSAGE, "", action->message};
    }
    if (muette) {
        differences[n++] = (struct journal_difference){
            "lettre", "Courriel", "",
            "Personne à prévenir\u00A0: aucun compte actif de ce site ne reçoit de notification"};
    }
    return journal_geste(db, arena, &ligne, differences, n);
}

enum status action_transition_faire(struct db *db, struct arena *arena, const struct acteur *acteur,
                                    const struct action_situation *action,
                                    const struct action_transition *t, const char *motif,
                                    const struct action_recit *recit,
                                    struct action_lettres *lettres)
{
    bool rien = t->vers == t->de && !t->effets;
    size_t lecteurs = 0;
    TRY(rien ? STATUS_OK : ecrire(db, action, t, motif));
    TRY(action_lettres_ajouter(db, arena, lettres, action->numero, &lecteurs));
    bool muette = t->avis && !lecteurs && !lettres->sauf && acteur_est_officier(acteur);
    return raconter(db, arena, acteur, action, t, recit, muette);
}

enum status action_commencer(struct db *db, struct arena *arena, const struct acteur *acteur,
                             const struct action_situation *action)
{
    static const struct action_recit aucun = {NULL, 0};
    const struct action_transition *t = action_transition_de(action, GESTE_MODIFIER);
    if (!t || !action_transition_permise(t, acteur)) {
        return STATUS_FORBIDDEN;
    }
    TRY(action_compter(db, -1, ACTION_SEULE, action->numero));
    struct action_lettres lettres = {.avis = t->avis, .acteur = acteur};
    TRY(action_transition_faire(db, arena, acteur, action, t, "", &aucun, &lettres));
    return action_compter(db, +1, ACTION_SEULE, action->numero);
}

/* ---- the other actions of a formation */

STATEMENT(ACTION_SOEURS, "i", "itttbbb",
          "SELECT numero, etat, refus, doublon, brouillon IS NOT NULL, vive IS NOT NULL,"
          " certifinfo_remplace FROM action WHERE formation = $1 ORDER BY numero");

struct soeurs {
    struct action_situation *items;
    size_t n;
};

static enum status lire_soeurs(struct db *db, struct arena *arena, int64_t formation,
                               const char *etablissement_nom, struct soeurs *soeurs_r)
{
    struct soeurs soeurs = {0};
    struct db_rows rows;
    DB_QUERY(db, &ACTION_SOEURS, &rows, BIND_INT(formation));
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, soeurs.items, soeurs.n) =
            (struct action_situation){.numero = db_int(&rows, 0),
                                      .etat = action_etat_lu(db_text(&rows, 1, NULL)),
                                      .refus = db_text(&rows, 2, arena),
                                      .doublon = db_text(&rows, 3, arena),
                                      .brouillon = db_bool(&rows, 4),
                                      .vive = db_bool(&rows, 5),
                                      .remplace = db_bool(&rows, 6),
                                      .etablissement_nom = etablissement_nom};
    }
    TRY(db_end(&rows));
    *soeurs_r = soeurs;
    return STATUS_OK;
}

static enum status entrainer(struct db *db, struct arena *arena, const struct acteur *acteur,
                             const struct soeurs *soeurs, const char *geste, const char *motif,
                             int64_t dit)
{
    const char *libelle = action_geste_nomme(geste)->journal;
    const struct journal_difference difference = {"motif", libelle ? libelle : "Motif", "", motif};
    const struct action_recit recit = {&difference, 1};
    struct action_lettres lettres = {.acteur = acteur, .sauf = dit};
    for (size_t i = 0; i < soeurs->n; i++) {
        const struct action_transition *t = action_transition_de(&soeurs->items[i], geste);
        if (t) {
            lettres.avis = t->avis;
            TRY(action_transition_faire(db, arena, acteur, &soeurs->items[i], t, "", &recit,
                                        &lettres));
        }
    }
    return action_lettres_deposer(db, arena, &lettres, motif);
}

static enum status passer_toutes(struct db *db, struct arena *arena, const struct acteur *acteur,
                                 int64_t formation, const char *etablissement_nom,
                                 const char *geste, const char *motif, int64_t dit)
{
    struct soeurs soeurs = {0};
    TRY(lire_soeurs(db, arena, formation, etablissement_nom, &soeurs));
    TRY(action_compter(db, -1, ACTION_DE_FORMATION, formation));
    TRY(entrainer(db, arena, acteur, &soeurs, geste, motif, dit));
    return action_compter(db, +1, ACTION_DE_FORMATION, formation);
}

enum status action_rouvrir_toutes(struct db *db, struct arena *arena, const struct acteur *acteur,
                                  int64_t formation, const char *etablissement_nom)
{
    return passer_toutes(
        db, arena, acteur, formation, etablissement_nom, GESTE_ROUVRIR,
        arena_printf(arena, "Modification de la formation %lld", (long long)formation), 0);
}

enum status action_refermer_toutes(struct db *db, struct arena *arena, const struct acteur *acteur,
                                   int64_t formation, const char *etablissement_nom,
                                   const char *motif, int64_t dit)
{
    return passer_toutes(db, arena, acteur, formation, etablissement_nom, GESTE_REFERMER, motif,
                         dit);
}

enum status action_remplacer_toutes(struct db *db, struct arena *arena, const struct acteur *acteur,
                                    int64_t formation, const char *etablissement_nom,
                                    const char *texte)
{
    return passer_toutes(db, arena, acteur, formation, etablissement_nom, GESTE_REMPLACER, texte,
                         0);
}

/* ---- the drawing */

struct mot {
    unsigned bit;
    const char *texte;
};

static const struct mot mots_si[] = {
    {SI_VIVE, "publiée"},
    {SI_BROUILLON, "avec une modification"},
    {SI_SANS_BROUILLON, "sans modification à elle"},
    {SI_FORMATION_BROUILLON, "formation en cours de modification"},
    {SI_FORMATION_SANS_BROUILLON, "formation sans modification"},
    {SI_NON_REFUSEE, "non refusée"},
    {SI_JAMAIS_VIVE, "jamais publiée"},
    {SI_REMPLACE, "un code remplacé n'est pas vu"},
    {0, NULL},
};

static const struct mot mots_effets[] = {
    {EFFET_COMPLETE, "rien ne manque, références vivantes"},
    {EFFET_UNIQUE, "une action proche a sa raison"},
    {EFFET_OUBLIER, "le dernier refus s'efface"},
    {EFFET_REFUSER, "le motif est gardé"},
    {EFFET_PUBLIER, "action et formation paraissent"},
    {EFFET_EFFACER, "la modification s'efface"},
    {EFFET_DATER_ENVOI, "entre dans la file, avec son message"},
    {EFFET_SUPPRIMER, "l'action et ses sessions partent, restaurables trente jours"},
    {EFFET_CLORE, "les questions sont closes"},
    {EFFET_QUESTIONNER, "de nouvelles questions sont posées"},
    {EFFET_REPONDRE, "chaque question a sa réponse, ou son champ changé"},
    {EFFET_REMPLACER, "le code est remplacé, dans toutes les actions de la formation"},
    {EFFET_VU, "le code remplacé est vu"},
    {0, NULL},
};

static const struct mot mots_qui[] = {{OF, "organisme"}, {OFFICIERS, "service Offre"}, {0, NULL}};

static void enumerer(struct buffer *out, const struct mot *mots, unsigned bits, const char *rien)
{
    const char *avant = "";
    for (; mots->texte; mots++) {
        if (bits & mots->bit) {
            buffer_printf(out, "%s%s", avant, mots->texte);
            avant = ", ";
        }
    }
    buffer_text(out, avant[0] ? "" : rien);
}

void action_gestes_dessiner(struct buffer *out)
{
    buffer_text(out, "# The life of an action\n\n"
                     "Drawn by `script/dessins` from the table of "
                     "`src/domaine/offre/action_transitions.c`; what people do is done by\n"
                     "`action_passer()`, which alone writes a state. A published version stays, "
                     "unchanged, until its modification is validated.\n\n"
                     "```mermaid\nstateDiagram-v2\n    [*] --> " ETAT_EN_COURS "\n");
    for (size_t i = 0; i < LIGNES; i++) {
        const struct action_transition *t = &transitions[i];
        bool part = (t->effets & EFFET_SUPPRIMER) != 0;
        buffer_printf(out, "    %s --> %s: %s\n", action_etats[t->de].code,
                      part ? "[*]" : action_etats[t->vers].code, t->geste);
    }
    buffer_text(out, "```\n\n| De | Geste | Qui | Quand | Effet | Vers | Courriel |\n"
                     "|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < LIGNES; i++) {
        const struct action_transition *t = &transitions[i];
        buffer_printf(out, "| %s | %s | ", action_etats[t->de].label, t->geste);
        enumerer(out, mots_qui, t->qui, "la formation");
        buffer_text(out, " | ");
        enumerer(out, mots_si, t->si, "toujours");
        buffer_text(out, " | ");
        enumerer(out, mots_effets, t->effets, "aucun autre");
        buffer_printf(out, " | %s | %s |\n",
                      t->effets & EFFET_SUPPRIMER ? "Supprimée" : action_etats[t->vers].label,
                      action_avis_noms[t->avis]);
    }
}
