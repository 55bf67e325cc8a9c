/* The life of an action: state × gesture × profile against a table written from 01-domain 3.1, the
 * other actions of a formation, what was seen, and references that died.
 */
#include "action_gestes.h"
#include "contact.h"
#include "nomenclature.h"
#include "references.h"
#include "session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "derives_justes.h"
#include "domaine/monde.h"

STATEMENT(TEST_ETAT, "i", "t", "SELECT etat FROM action WHERE numero = $1");
STATEMENT(TEST_REFUS, "i", "t", "SELECT refus FROM action WHERE numero = $1");
STATEMENT(TEST_LETTRES, "i", "t", "SELECT CAST(count(*) AS TEXT) FROM courriel WHERE id > $1");
STATEMENT(TEST_LETTRE, "t", "tttt",
          "SELECT sujet, texte, lien, lien_texte FROM courriel WHERE destinataire = $1"
          " ORDER BY id");
STATEMENT(TEST_LIGNES, "i", "t",
          "SELECT CAST(count(*) AS TEXT) FROM journal WHERE fiche = 'action' AND fiche_id = $1");

/* Sees the site, without a profile that does anything. */
static const struct acteur lecteur = {
    .compte_id = 6, .profil = 0, .nom = "Max", .email = "max@exemple.fr"};

static int setup(void **state)
{
    monde_setup(state);
    monde_offre();
    run("INSERT INTO compte (id, email, etat, profil, nom, cree_a) VALUES"
        " (6, 'max@exemple.fr', 'actif', 'OF', 'Max', 0);"
        "INSERT INTO compte_site (compte_id, site_numero) VALUES (6, 36364)");
    return 0;
}

static struct action read_it(int64_t numero)
{
    struct action action = {0};
    assert_int_equal(action_lire(db, arena, &officier, numero, &action), STATUS_OK);
    return action;
}

/* ---- gestures, each in a transaction as a page does it */

struct gesture {
    const struct acteur *acteur;
    int64_t numero;
    const char *geste;
    struct action_demande demande;
    struct action_resultat resultat;
    const struct formation *f0, *f1;
    const char *etat;    /* after it */
    const char *lettres; /* in the outbox then */
    enum status status;
};

static enum status do_pass(struct db *connection, void *context)
{
    struct gesture *g = context;
    return action_passer(connection, arena, g->acteur, g->numero, g->geste, &g->demande,
                         &g->resultat);
}

static struct gesture pass(const struct acteur *acteur, int64_t numero, const char *geste,
                           const char *motif, const char *vu)
{
    struct gesture g = {
        .acteur = acteur, .numero = numero, .geste = geste, .demande = {.motif = motif, .vu = vu}};
    g.status = db_transaction(db, do_pass, &g);
    return g;
}

static void done(const struct acteur *acteur, int64_t numero, const char *geste)
{
    struct gesture g = pass(acteur, numero, geste, "Le rythme manque", NULL);
    assert_int_equal(g.status, STATUS_OK);
}

static enum status do_save_formation(struct db *connection, void *context)
{
    struct gesture *g = context;
    bool change = false;
    return formation_enregistrer(connection, arena, g->acteur, &formation_fields, g->f0, g->f1,
                                 &change);
}

static enum status save_formation(const struct acteur *acteur, const char *objectif)
{
    struct formation f0 = {0};
    assert_int_equal(formation_lire(db, arena, &officier, 92, &f0), STATUS_OK);
    struct formation f1 = f0;
    f1.objectif = objectif;
    struct gesture g = {.acteur = acteur, .f0 = &f0, .f1 = &f1};
    return db_transaction(db, do_save_formation, &g);
}

static enum status save_action(struct db *connection, const struct acteur *acteur, int64_t numero,
                               const char *rythme)
{
    struct action a0 = {0};
    bool change = false;
    enum status status = action_lire(connection, arena, acteur, numero, &a0);
    struct action a1 = a0;
    a1.rythme = rythme;
    return status == STATUS_OK
               ? action_enregistrer(connection, arena, acteur, &action_fields, &a0, &a1, &change)
               : status;
}

/* ---- state × gesture × profile */

#define NON "refusé"   /* not in that state */
#define PAS "interdit" /* not for that profile */
#define SAISIE "en_cours_de_saisie"
#define ATTENTE "en_attente_de_validation"
#define REPONSES "en_attente_de_reponses"
#define VALIDEE "validee"

/* What 01-domain 3.1 says; an account limited to another site, and a foreign one, do not even see
 * the action; a reader may do nothing. */
static const struct {
    const char *etat, *geste;
    const char *of, *carif; /* the state that follows, or why not */
    const char *lettres;    /* to how many an officer's gesture is told; NULL: nobody */
} attendu[] = {
    {SAISIE, "envoyer", ATTENTE, ATTENTE, NULL},
    {SAISIE, "retirer", NON, NON, NULL},
    {SAISIE, "valider", PAS, NON, NULL},
    {SAISIE, "refuser", PAS, NON, NULL},
    {SAISIE, "questionner", PAS, NON, NULL},
    {SAISIE, "repondre", NON, NON, NULL},
    {SAISIE, "remplacer", PAS, SAISIE, "3"}, /* those of its sisters too */
    {SAISIE, "certifinfo-vu", SAISIE, SAISIE, NULL},
    {SAISIE, "modifier", SAISIE, SAISIE, NULL},
    {SAISIE, "abandonner", VALIDEE, VALIDEE, NULL},
    {SAISIE, "supprimer", NON, NON, NULL}, /* it is published */
    {ATTENTE, "envoyer", NON, NON, NULL},
    {ATTENTE, "retirer", SAISIE, SAISIE, NULL},
    {ATTENTE, "valider", PAS, VALIDEE, "2"},
    {ATTENTE, "refuser", PAS, SAISIE, "2"},
    {ATTENTE, "questionner", PAS, REPONSES, "2"},
    {ATTENTE, "repondre", NON, NON, NULL},
    {ATTENTE, "remplacer", PAS, ATTENTE, "3"},
    {ATTENTE, "certifinfo-vu", ATTENTE, ATTENTE, NULL},
    {ATTENTE, "modifier", PAS, ATTENTE, NULL},
    {ATTENTE, "abandonner", NON, NON, NULL},
    {ATTENTE, "supprimer", NON, NON, NULL}, /* it is published */
    {REPONSES, "envoyer", NON, NON, NULL},
    {REPONSES, "retirer", SAISIE, SAISIE, NULL},
    {REPONSES, "valider", PAS, VALIDEE, "2"},
    {REPONSES, "refuser", PAS, SAISIE, "2"},
    {REPONSES, "questionner", PAS, NON, NULL},
    {REPONSES, "repondre", ATTENTE, ATTENTE, NULL},
    {REPONSES, "remplacer", PAS, REPONSES, "3"},
    {REPONSES, "certifinfo-vu", REPONSES, REPONSES, NULL},
    {REPONSES, "modifier", REPONSES, REPONSES, NULL},
    {REPONSES, "abandonner", NON, NON, NULL},
    {REPONSES, "supprimer", NON, NON, NULL}, /* it is published */
    {VALIDEE, "envoyer", NON, NON, NULL},
    {VALIDEE, "retirer", NON, NON, NULL},
    {VALIDEE, "valider", PAS, NON, NULL},
    {VALIDEE, "refuser", PAS, NON, NULL},
    {VALIDEE, "questionner", PAS, NON, NULL},
    {VALIDEE, "repondre", NON, NON, NULL},
    {VALIDEE, "remplacer", PAS, VALIDEE, "3"},
    {VALIDEE, "certifinfo-vu", VALIDEE, VALIDEE, NULL},
    {VALIDEE, "modifier", SAISIE, SAISIE, NULL},
    {VALIDEE, "abandonner", NON, NON, NULL},
    {VALIDEE, "supprimer", NON, NON, NULL}, /* it is published */
};

/* Does it, looks, and takes it back. */
static enum status do_try(struct db *connection, void *context)
{
    struct gesture *g = context;
    const char *before = word(&TEST_LIGNES, g->numero);
    const char *from = word(&TEST_ETAT, g->numero);
    g->status = strcmp(g->geste, "modifier") == 0
                    ? save_action(connection, g->acteur, g->numero, "Le soir")
                    : do_pass(connection, g);
    g->etat = word(&TEST_ETAT, g->numero);
    g->lettres = word(&TEST_LETTRES, 0);
    if (strcmp(from, g->etat) != 0) {
        assert_string_not_equal(word(&TEST_LIGNES, g->numero), before);
    }
    return STATUS_REFUSED;
}

static void expect(const struct acteur *acteur, const char *etat, const char *geste,
                   const char *expected, const char *letters)
{
    static const struct question_posee posee = {"action.rythme", "Quels jours ?"};
    struct gesture g = {.acteur = acteur,
                        .numero = 601,
                        .geste = geste,
                        .demande = {.motif = "Le rythme manque",
                                    .questions = {&posee, 1},
                                    .ancien = "114929",
                                    .nouveau = "120947"}};
    assert_int_equal(db_transaction(db, do_try, &g), STATUS_REFUSED);
    const char *got = g.status == STATUS_OK          ? g.etat
                      : g.status == STATUS_FORBIDDEN ? PAS
                      : g.status == STATUS_REFUSED   ? NON
                                                     : status_name(g.status);
    if (strcmp(got, expected) != 0) {
        fail_msg("%s, %s by %s: %s, %s expected", etat, geste, acteur->nom, got, expected);
    }
    if (g.status != STATUS_OK) {
        assert_string_equal(g.etat, etat);
    }
    assert_string_equal(g.lettres, g.status == STATUS_OK && letters ? letters : "0");
}

static void test_state_gesture_profile(void **state)
{
    (void)state;
    run("INSERT INTO action_contenu (id, action, site, type, modalite_enseignement, rythme,"
        " modalites_alternance, niveau_entree_obligatoire, conditions_specifiques,"
        " prise_en_charge, entrees_sorties) VALUES (21, 601, 36364, " MONDE_COMPLET ");"
        "INSERT INTO offre_code (noun, contenu, champ, rang, code) VALUES"
        " ('action', 21, 'publics', 1, '80001')");
    monde_certifinfo(901);
    for (size_t i = 0; i < sizeof attendu / sizeof *attendu; i++) {
        bool validee = strcmp(attendu[i].etat, VALIDEE) == 0;
        run(arena_printf(arena,
                         "UPDATE action SET etat = '%s', brouillon = %s,"
                         " certifinfo_remplace = TRUE WHERE numero = 601",
                         attendu[i].etat, validee ? "NULL" : "21"));
        expect(&camille, attendu[i].etat, attendu[i].geste, attendu[i].of, NULL);
        expect(&officier, attendu[i].etat, attendu[i].geste, attendu[i].carif, attendu[i].lettres);
        expect(&annexe, attendu[i].etat, attendu[i].geste, status_name(STATUS_NOT_FOUND), NULL);
        expect(&etranger, attendu[i].etat, attendu[i].geste, status_name(STATUS_NOT_FOUND), NULL);
        expect(&lecteur, attendu[i].etat, attendu[i].geste, PAS, NULL);
    }
}

/* Nothing stands in the table of the program that is not in this one. */
static void test_every_gesture_is_expected(void **state)
{
    (void)state;
    const struct action_geste *geste;
    for (size_t i = 0; (geste = action_geste_rang(i)); i++) {
        size_t found = 0;
        for (size_t j = 0; j < sizeof attendu / sizeof *attendu; j++) {
            found += strcmp(attendu[j].geste, geste->code) == 0;
        }
        assert_int_equal(found, action_transition_ouverte(geste->code, &officier) ? 4 : 0);
    }
    struct gesture g = pass(&officier, 601, "rouvrir", "", NULL);
    assert_int_equal(g.status, STATUS_FORBIDDEN);
    g = pass(&officier, 601, "inconnu", "", NULL);
    assert_int_equal(g.status, STATUS_NOT_FOUND);
}

/* ---- the other actions of the formation */

static void test_siblings_have_their_lines(void **state)
{
    (void)state;
    assert_int_equal(save_formation(&camille, "Autre"), STATUS_OK);
    for (int64_t numero = 601; numero <= 603; numero++) {
        assert_string_equal(word(&TEST_ETAT, numero), SAISIE);
        assert_string_equal(monde_differences("action", numero),
                            "État: Validée → En cours de saisie\n"
                            "Motif:  → Modification de la formation 92\n");
    }
    assert_int_equal(save_formation(&camille, "Encore"), STATUS_OK);
    assert_string_equal(word(&TEST_LIGNES, 602), "1"); /* it was reopened already */
    done(&camille, 601, GESTE_ENVOYER);
    done(&officier, 601, GESTE_VALIDER);
    assert_string_equal(word(&TEST_ETAT, 602), VALIDEE);
    assert_string_equal(monde_differences("action", 602), "État: En cours de saisie → Validée\n"
                                                          "Motif:  → Formation 92 validée\n");
}

/* One that was sent waits for its own decision; one that was refused keeps its refusal. */
static void test_a_sent_or_refused_sibling_stays(void **state)
{
    (void)state;
    assert_int_equal(save_formation(&camille, "Autre"), STATUS_OK);
    done(&camille, 601, GESTE_ENVOYER);
    done(&camille, 602, GESTE_ENVOYER);
    done(&camille, 603, GESTE_ENVOYER);
    done(&officier, 603, GESTE_REFUSER);
    done(&officier, 601, GESTE_VALIDER);
    assert_string_equal(word(&TEST_ETAT, 602), ATTENTE);
    assert_string_equal(word(&TEST_ETAT, 603), SAISIE);
    assert_string_equal(word(&TEST_REFUS, 603), "Le rythme manque");
    done(&officier, 602, GESTE_VALIDER);
    assert_string_equal(word(&TEST_ETAT, 602), VALIDEE);
    /* Its organisation may answer by keeping what is published. */
    done(&camille, 603, GESTE_ABANDONNER);
    assert_string_equal(word(&TEST_ETAT, 603), VALIDEE);
    assert_string_equal(word(&TEST_REFUS, 603), "");
}

static void test_a_modification_given_up(void **state)
{
    (void)state;
    assert_int_equal(save_action(db, &camille, 601, "Le soir"), STATUS_OK);
    assert_true(read_it(601).brouillon);
    done(&camille, 601, GESTE_ABANDONNER);
    assert_string_equal(word(&TEST_ETAT, 601), VALIDEE);
    assert_string_equal(read_it(601).rythme, "Temps plein");
    assert_false(read_it(601).brouillon);
    assert_string_equal(monde_differences("action", 601), "État: En cours de saisie → Validée\n"
                                                          "Modification:  → Abandonnée\n");
    /* While its formation is modified too, it stays open. */
    assert_int_equal(save_formation(&camille, "Autre"), STATUS_OK);
    struct gesture g = pass(&camille, 601, GESTE_ABANDONNER, "", NULL);
    assert_int_equal(g.status, STATUS_REFUSED);
    assert_int_equal(save_action(db, &camille, 601, "Le soir"), STATUS_OK);
    done(&camille, 601, GESTE_ABANDONNER);
    assert_string_equal(word(&TEST_ETAT, 601), SAISIE);
    assert_false(read_it(601).brouillon);
}

static enum status do_give_up_formation(struct db *connection, void *context)
{
    struct gesture *g = context;
    return formation_abandonner(connection, arena, g->acteur, g->f0);
}

static enum status give_up_formation(const struct acteur *acteur, const struct formation *seen)
{
    struct formation f = {0};
    assert_int_equal(formation_lire(db, arena, &officier, 92, &f), STATUS_OK);
    struct gesture g = {.acteur = acteur, .f0 = seen ? seen : &f};
    return db_transaction(db, do_give_up_formation, &g);
}

/* What waited for it alone is validated again; what was sent, refused, or has a modification of its
 * own stays. */
static void test_a_formation_given_up(void **state)
{
    (void)state;
    assert_int_equal(give_up_formation(&camille, NULL), STATUS_REFUSED); /* nothing to give up */
    assert_int_equal(save_formation(&camille, "Autre"), STATUS_OK);
    assert_int_equal(save_action(db, &camille, 602, "Le soir"), STATUS_OK);
    assert_int_equal(give_up_formation(&annexe, NULL), STATUS_FORBIDDEN); /* 601 is not its own */
    assert_int_equal(give_up_formation(&etranger, NULL), STATUS_NOT_FOUND);
    struct formation seen = {0};
    assert_int_equal(formation_lire(db, arena, &camille, 92, &seen), STATUS_OK);
    assert_int_equal(save_formation(&camille, "Encore"), STATUS_OK);
    assert_int_equal(give_up_formation(&camille, &seen), STATUS_CONFLICT);
    done(&camille, 603, GESTE_ENVOYER);
    assert_int_equal(give_up_formation(&camille, NULL),
                     STATUS_FORBIDDEN); /* it is being examined */
    assert_int_equal(give_up_formation(&officier, NULL), STATUS_OK);
    assert_string_equal(word(&TEST_ETAT, 601), VALIDEE);
    assert_string_equal(monde_differences("action", 601),
                        "État: En cours de saisie → Validée\n"
                        "Motif:  → Modification de la formation 92 abandonnée\n");
    assert_string_equal(word(&TEST_ETAT, 602), SAISIE);
    assert_true(read_it(602).brouillon);
    assert_string_equal(word(&TEST_ETAT, 603), ATTENTE);
    assert_int_equal(formation_lire(db, arena, &camille, 92, &seen), STATUS_OK);
    assert_string_equal(seen.objectif, "Payer");
    assert_false(seen.brouillon);
    done(&officier, 603, GESTE_VALIDER);
}

/* ---- who is told */

/* The letters of somebody: subject, words, link. */
static const char *letters_to(const char *email)
{
    const char *text = "";
    struct db_rows rows;
    DB_QUERY(db, &TEST_LETTRE, &rows, BIND_TEXT(email));
    while (db_next(&rows)) {
        text =
            arena_printf(arena, "%s%s\n%s\n%s: %s\n", text, db_text(&rows, 0, NULL),
                         db_text(&rows, 1, NULL), db_text(&rows, 3, NULL), db_text(&rows, 2, NULL));
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return text;
}

static void test_a_decision_is_told(void **state)
{
    (void)state;
    assert_int_equal(save_action(db, &camille, 601, "Le soir"), STATUS_OK);
    done(&camille, 601, GESTE_ENVOYER);
    assert_string_equal(word(&TEST_LETTRES, 0), "0");
    done(&officier, 601, GESTE_REFUSER);
    assert_string_equal(
        letters_to("of@exemple.fr"),
        "Action 92-601 à corriger\nBonjour,\n\n"
        "Le service Offre a examiné l'action 92-601, «\u00A0Assistant RH\u00A0», et vous demande "
        "de la corriger.\n\nMotif\u00A0: Le rythme manque\n\n"
        "Votre saisie est gardée\u00A0: corrigez-la, puis envoyez de nouveau l'action en "
        "validation. Ce qui est publié ne change pas d'ici là.\nCorriger l'action: /actions/601\n");
    assert_string_equal(letters_to("annexe@exemple.fr"), ""); /* another site */
    assert_string_equal(letters_to("lou@exemple.fr"), "");
    run("DELETE FROM courriel");
    done(&camille, 601, GESTE_ENVOYER);
    done(&officier, 601, GESTE_VALIDER);
    assert_string_equal(letters_to("of@exemple.fr"),
                        "Action 92-601 validée\nBonjour,\n\n"
                        "Le service Offre a validé l'action 92-601, «\u00A0Assistant RH\u00A0».\n\n"
                        "Elle est publiée, avec ses sessions qui ne sont pas terminées.\n"
                        "Voir l'action: /actions/601\n");
    /* Refused as no longer in that state: nobody hears of it twice. */
    struct gesture g = pass(&officier, 601, GESTE_VALIDER, "", NULL);
    assert_int_equal(g.status, STATUS_REFUSED);
    assert_string_equal(word(&TEST_LETTRES, 0), "2");
    assert_null(strstr(monde_differences("action", 601), "Courriel"));
}

/* Those who do not want mail, or cannot log in, get none; the journal says when that is all. */
static void test_nobody_to_tell(void **state)
{
    (void)state;
    assert_int_equal(save_action(db, &camille, 601, "Le soir"), STATUS_OK);
    done(&camille, 601, GESTE_ENVOYER);
    run("UPDATE compte SET notification = FALSE WHERE id = 2;"
        "UPDATE compte SET etat = 'bloque' WHERE id = 6");
    done(&officier, 601, GESTE_REFUSER);
    assert_string_equal(word(&TEST_LETTRES, 0), "0");
    assert_non_null(strstr(monde_differences("action", 601), "Courriel:  → Personne à prévenir"));
}

/* One letter for one gesture, however many actions it moves; not to the one who did it. */
static void test_siblings_are_told_once(void **state)
{
    (void)state;
    run("INSERT INTO compte_site (compte_id, site_numero) VALUES (6, 36365)");
    assert_int_equal(save_formation(&camille, "Autre"), STATUS_OK);
    assert_string_equal(letters_to("of@exemple.fr"), "");
    assert_string_equal(
        letters_to("max@exemple.fr"),
        "Formation 92\u00A0: modification en cours\nBonjour,\n\n"
        "Camille a modifié la formation 92, «\u00A0Assistant RH\u00A0».\n\n"
        "Ces actions de vos sites sont de nouveau en cours de saisie, jusqu'à la validation\u00A0: "
        "92-601, 92-602, 92-603.\n\nVous n'avez rien à faire\u00A0: ce qui est publié ne change "
        "pas d'ici là.\nVoir la formation: /formations/92\n");
    assert_int_equal(save_formation(&camille, "Encore"), STATUS_OK);
    assert_string_equal(word(&TEST_LETTRES, 0), "2"); /* max and the annex */
    run("DELETE FROM courriel");
    done(&camille, 601, GESTE_ENVOYER);
    done(&officier, 601, GESTE_VALIDER);
    assert_string_equal(word(&TEST_LETTRES, 0), "3");
    assert_non_null(strstr(letters_to("max@exemple.fr"), "Action 92-601 validée"));
    assert_string_equal(letters_to("annexe@exemple.fr"),
                        "Formation 92\u00A0: modification terminée\nBonjour,\n\n"
                        "La modification de la formation 92, «\u00A0Assistant RH\u00A0», est "
                        "terminée.\n\nCette action de vos sites est de nouveau validée\u00A0: "
                        "92-603.\nVoir la formation: /formations/92\n");
}

/* ---- what was seen */

static void test_a_gesture_carries_what_was_seen(void **state)
{
    (void)state;
    assert_int_equal(save_action(db, &camille, 601, "Le soir"), STATUS_OK);
    done(&camille, 601, GESTE_ENVOYER);
    const char *vu = read_it(601).vu;
    done(&camille, 601, GESTE_RETIRER);
    assert_int_equal(save_action(db, &camille, 601, "La nuit"), STATUS_OK);
    done(&camille, 601, GESTE_ENVOYER);
    struct gesture g = pass(&officier, 601, GESTE_VALIDER, "", vu);
    assert_int_equal(g.status, STATUS_CONFLICT);
    assert_string_equal(word(&TEST_ETAT, 601), ATTENTE);
    assert_string_equal(g.resultat.auteur, "Camille (of@exemple.fr)");
    bool found = false;
    for (size_t i = 0; i < g.resultat.changes.n; i++) {
        const struct journal_champ *champ = &g.resultat.changes.items[i];
        found =
            found || (strcmp(champ->libelle, "Rythme") == 0 &&
                      strcmp(champ->avant, "Le soir") == 0 && strcmp(champ->apres, "La nuit") == 0);
    }
    assert_true(found);
    /* Its formation and its sessions are seen with it. */
    vu = read_it(601).vu;
    run("UPDATE formation_contenu SET version = version + 1 WHERE id = 901");
    g = pass(&officier, 601, GESTE_VALIDER, "", vu);
    assert_int_equal(g.status, STATUS_CONFLICT);
    vu = read_it(601).vu;
    run("UPDATE session SET version = version + 1 WHERE numero = 701");
    g = pass(&officier, 601, GESTE_VALIDER, "", vu);
    assert_int_equal(g.status, STATUS_CONFLICT);
    for (size_t i = 0; i < 3; i++) {
        static const char *const nothing[] = {"", "1", "1.2.x"};
        g = pass(&officier, 601, GESTE_VALIDER, "", nothing[i]);
        assert_int_equal(g.status, STATUS_CONFLICT);
        assert_int_equal(g.resultat.changes.n, 0);
    }
    /* Taken back and sent again as it was: nothing is new. */
    vu = read_it(601).vu;
    done(&camille, 601, GESTE_RETIRER);
    done(&camille, 601, GESTE_ENVOYER);
    g = pass(&officier, 601, GESTE_VALIDER, "", vu);
    assert_int_equal(g.status, STATUS_OK);
}

/* ---- references that died */

static const struct {
    const char *mort, *vie; /* SQL */
    const char *adresse;
    const char *texte;
} mortes[] = {
    {"UPDATE contact SET etat = 'I' WHERE numero = 3127",
     "UPDATE contact SET etat = 'A' WHERE numero = 3127", "/formations/92#contacts",
     "aucun contact actif"},
    {"UPDATE site SET etat = 'I' WHERE numero = 36364",
     "UPDATE site SET etat = 'A' WHERE numero = 36364", "/actions/601#site", "inactif"},
    {"UPDATE etablissement SET etat = 'I' WHERE id = 1",
     "UPDATE etablissement SET etat = 'A' WHERE id = 1", "/actions/601#site", "inactif"},
    {"UPDATE site SET ligne1 = NULL WHERE numero = 36364",
     "UPDATE site SET ligne1 = '12 rue' WHERE numero = 36364", "/sessions/701#ligne1", "adresse"},
};

/* Nothing is sent, and nothing validated, that partners could not be given; it is said where it is
 * mended. */
static void test_dead_references_are_refused(void **state)
{
    (void)state;
    assert_int_equal(save_action(db, &camille, 601, "Le soir"), STATUS_OK);
    for (size_t i = 0; i < sizeof mortes / sizeof *mortes; i++) {
        run(mortes[i].mort);
        struct gesture g = pass(&camille, 601, GESTE_ENVOYER, "", NULL);
        assert_int_equal(g.status, STATUS_REFUSED);
        assert_int_equal(g.resultat.manques.n, 1);
        assert_string_equal(g.resultat.manques.items[0].adresse, mortes[i].adresse);
        assert_non_null(strstr(g.resultat.manques.items[0].texte, mortes[i].texte));
        run(mortes[i].vie);
        done(&camille, 601, GESTE_ENVOYER);
        run(mortes[i].mort);
        g = pass(&officier, 601, GESTE_VALIDER, "", NULL);
        assert_int_equal(g.status, STATUS_REFUSED);
        assert_int_equal(g.resultat.manques.n, 1);
        run(mortes[i].vie);
        done(&camille, 601, GESTE_RETIRER);
    }
}

/* A mark on what is published, until it is mended. */
static void test_what_died_is_marked(void **state)
{
    (void)state;
    assert_int_equal(read_it(601).perdues, 0);
    run("UPDATE contact SET etat = 'I' WHERE numero = 3127");
    assert_int_equal(read_it(601).perdues, PERDUE_CONTACT);
    run("UPDATE site SET etat = 'I' WHERE numero = 36364");
    assert_int_equal(read_it(601).perdues, PERDUE_CONTACT | PERDUE_SITE);
    assert_int_equal(read_it(603).perdues, PERDUE_CONTACT);
    run("UPDATE contact SET etat = 'A'; UPDATE site SET etat = 'A'");
    assert_int_equal(read_it(601).perdues, 0);
}

/* An official list, a day, a session: whatever takes a certification away, the mark follows, and
 * goes when it comes back. */
static size_t marks_on(const char *jour)
{
    size_t emptied = 0;
    assert_int_equal(action_references_toutes(db, jour, &emptied), STATUS_OK);
    derives_verifier_le(db, jour);
    return emptied;
}

static void write_rncp(const char *code, const char *fin)
{
    const struct nomenclature_ligne ligne = {.entree = {.nom = NOMENCLATURE_RNCP,
                                                        .code = code,
                                                        .libelle = "TP",
                                                        .niveau = "",
                                                        .renvoi = "",
                                                        .debut = "",
                                                        .fin = fin}};
    struct nomenclature_changements changes[NOMENCLATURE_CERTIFICATIONS];
    assert_int_equal(nomenclature_ecrire(db, arena, &ligne, 1, changes), STATUS_OK);
}

static void test_a_certification_that_ends(void **state)
{
    (void)state;
    char today[DATES_ISO_SIZE];
    dates_today(today);
    write_rncp("RNCP40422", "2150-06-30");
    run("INSERT INTO offre_detail (noun, contenu, genre, rang, donnees) VALUES"
        " ('formation', 901, 'certification', 1, 'code_rncp=40422')");
    assert_int_equal(marks_on(today), 0);
    assert_int_equal(marks_on("2150-06-30"), 0);
    assert_int_equal(marks_on("2150-07-01"), 3);
    assert_int_equal(read_it(601).perdues, PERDUE_CERTIFICATION);
    assert_int_equal(marks_on("2150-07-02"), 0); /* already told */
    assert_int_equal(marks_on("2150-06-30"), 0); /* the clock comes back */
    assert_int_equal(read_it(603).perdues, 0);
    write_rncp("RNCP40422", "2020-01-01");
    assert_int_equal(marks_on(today), 3);
    assert_int_equal(save_action(db, &camille, 601, "Le soir"), STATUS_OK);
    struct gesture g = pass(&camille, 601, GESTE_ENVOYER, "", NULL);
    assert_int_equal(g.status, STATUS_REFUSED);
    assert_string_equal(g.resultat.manques.items[0].adresse, "/formations/92#certification");
    write_rncp("RNCP40422", "");
    assert_int_equal(marks_on(today), 0);
    assert_int_equal(read_it(601).perdues, 0);
    /* Unknown, once the list is a whole one. */
    run("DELETE FROM nomenclature");
    assert_int_equal(read_it(601).perdues, 0);
    for (int i = 0; i < NOMENCLATURE_FONDS; i++) {
        write_rncp(arena_printf(arena, "RNCP%d", 1 + i), "");
    }
    assert_int_equal(marks_on(today), 3);
    /* Over: there is nothing left to give. */
    assert_int_equal(marks_on("2199-07-01"), 0);
    assert_int_equal(read_it(601).perdues, 0);
    assert_int_equal(marks_on(today), 3);
}

static void test_a_certification_of_a_session(void **state)
{
    (void)state;
    char today[DATES_ISO_SIZE];
    dates_today(today);
    write_rncp("RNCP40422", "2020-01-01");
    run("INSERT INTO offre_detail (noun, contenu, genre, rang, donnees) VALUES"
        " ('session', 701, 'reference_certification', 1, 'reference_rncp=40422')");
    assert_int_equal(read_it(601).perdues, PERDUE_CERTIFICATION_SESSION);
    assert_int_equal(read_it(602).perdues, 0);
    struct action_perte pertes[] = {
        {.perdues = PERDUE_CONTACT, .formation = 92, .action = 602},
        {.perdues = PERDUE_CERTIFICATION_SESSION, .formation = 92, .action = 601}};
    assert_int_equal(action_perdues(db, arena, pertes, 2, true), STATUS_OK);
    assert_string_equal(pertes[0].manques.items[0].adresse, "/formations/92#contacts");
    assert_string_equal(pertes[1].manques.items[0].adresse, "/sessions/701#complementaires");
    struct session s0 = {0};
    const char *message = NULL;
    assert_int_equal(session_lire(db, arena, &officier, 701, &s0), STATUS_OK);
    assert_int_equal(session_activer(db, arena, &officier, &s0, false, &message), STATUS_OK);
    derives_verifier(db);
    assert_int_equal(read_it(601).perdues, 0);
    assert_int_equal(session_lire(db, arena, &officier, 701, &s0), STATUS_OK);
    assert_int_equal(session_activer(db, arena, &officier, &s0, true, &message), STATUS_OK);
    assert_int_equal(read_it(601).perdues, PERDUE_CERTIFICATION_SESSION);
    /* Taken out of the session. */
    assert_int_equal(session_lire(db, arena, &officier, 701, &s0), STATUS_OK);
    const struct offre_details none = {NULL, 0};
    struct session s1 = s0;
    bool change = false;
    s1.details = &none;
    assert_int_equal(session_enregistrer(db, arena, &officier, &s0, &s1, &change), STATUS_OK);
    assert_int_equal(read_it(601).perdues, 0);
    derives_verifier(db);
}

/* Through what people do, without any repair in between. */
static void test_marks_follow_what_is_saved(void **state)
{
    (void)state;
    struct contact c0 = {0};
    bool change = false;
    assert_int_equal(contact_lire(db, arena, &officier, 3127, &c0), STATUS_OK);
    struct contact c1 = c0;
    c1.etat = "I";
    assert_int_equal(contact_enregistrer(db, arena, &officier, &c0, &c1, &change), STATUS_OK);
    derives_verifier(db);
    assert_int_equal(read_it(601).perdues, PERDUE_CONTACT);
    /* Another contact is chosen in the formation: it goes live at once. */
    struct formation f0 = {0};
    assert_int_equal(formation_lire(db, arena, &officier, 92, &f0), STATUS_OK);
    struct formation f1 = f0;
    f1.contacts = (struct text_list){(const char *[]){"3128"}, 1};
    struct gesture g = {.acteur = &officier, .f0 = &f0, .f1 = &f1};
    assert_int_equal(db_transaction(db, do_save_formation, &g), STATUS_OK);
    derives_verifier(db);
    assert_int_equal(read_it(601).perdues, 0);
    assert_int_equal(contact_lire(db, arena, &officier, 3128, &c0), STATUS_OK);
    assert_int_equal(contact_vider(db, arena, &officier, &c0), STATUS_OK);
    derives_verifier(db);
    assert_int_equal(read_it(603).perdues, PERDUE_CONTACT);
    run("UPDATE site SET ligne1 = NULL WHERE numero = 36365");
    assert_int_equal(read_it(603).perdues, PERDUE_CONTACT | PERDUE_ADRESSE);
    assert_int_equal(read_it(601).perdues, PERDUE_CONTACT);
}

/* ---- told before */

static const char *lost(const struct acteur *acteur, int64_t contact, int64_t site)
{
    struct jumeaux actions = {0};
    assert_int_equal(contact ? references_du_contact(db, arena, acteur, 1, contact, &actions)
                             : references_du_site(db, arena, acteur, 1, site, &actions),
                     STATUS_OK);
    const char *text = "";
    for (size_t i = 0; i < actions.n; i++) {
        const struct jumeau *a = &actions.items[i];
        text = arena_printf(arena, "%s%d %s, %s|", text, (int)a->numero, a->nom, a->raison);
    }
    return actions.encore ? arena_printf(arena, "%s+%zu", text, actions.encore) : text;
}

static void test_what_a_contact_and_a_site_carry(void **state)
{
    (void)state;
    assert_string_equal(lost(&camille, 3127, 0), "601 Action 92-601, Assistant RH, publiée|"
                                                 "602 Action 92-602, Assistant RH, publiée|"
                                                 "603 Action 92-603, Assistant RH, publiée|");
    /* Of one out of reach, the name alone. */
    assert_string_equal(lost(&annexe, 3127, 0), "0 Action 92-601, Assistant RH, publiée|"
                                                "0 Action 92-602, Assistant RH, publiée|"
                                                "603 Action 92-603, Assistant RH, publiée|");
    assert_string_equal(lost(&camille, 3128, 0), "");
    run("INSERT INTO offre_code (noun, contenu, champ, rang, code) VALUES"
        " ('formation', 901, 'contacts', 2, '3128')");
    assert_string_equal(lost(&camille, 3127, 0), "");
    run("UPDATE contact SET etat = 'I' WHERE numero = 3128");
    assert_string_not_equal(lost(&camille, 3127, 0), "");
    assert_string_equal(lost(&camille, 0, 36365), "603 Action 92-603, Assistant RH, publiée|");
    run("INSERT INTO action_contenu (id, action, site) VALUES (31, 604, 36365);"
        "INSERT INTO action (numero, formation, etablissement_id, site, etat, brouillon, creee_a)"
        " VALUES (604, 92, 1, 36365, 'en_cours_de_saisie', 31, 0)");
    assert_string_equal(lost(&camille, 0, 36365),
                        "603 Action 92-603, Assistant RH, publiée|"
                        "604 Action 92-604, Assistant RH, pas encore publiée|");
    for (int i = 0; i < REFERENCES_MAX; i++) {
        run(arena_printf(arena,
                         "INSERT INTO action_contenu (id, action, site) VALUES (%d, %d, 36365);"
                         "INSERT INTO action (numero, formation, etablissement_id, site, etat,"
                         " brouillon, creee_a) VALUES (%d, 92, 1, 36365, 'en_cours_de_saisie',"
                         " %d, 0)",
                         40 + i, 610 + i, 610 + i, 40 + i));
    }
    const char *all = lost(&camille, 0, 36365);
    assert_string_equal(all + strlen(all) - 2, "+2");
}

/* ---- an account limited to one site */

static void test_an_account_of_one_site(void **state)
{
    (void)state;
    struct formation formation = {0};
    struct text_list gardiens = {0};
    assert_int_equal(save_formation(&annexe, "À moi"), STATUS_FORBIDDEN);
    for (int64_t numero = 601; numero <= 603; numero++) {
        assert_string_equal(word(&TEST_ETAT, numero), VALIDEE);
    }
    assert_int_equal(formation_lire(db, arena, &annexe, 92, &formation), STATUS_OK);
    assert_int_equal(formation_gardiens(db, arena, &formation, &gardiens), STATUS_OK);
    assert_int_equal(gardiens.n, 1);
    assert_string_equal(gardiens.items[0], "Camille (of@exemple.fr)");
    /* All that goes live with it is on its site. */
    run("UPDATE action SET vive = NULL, brouillon = 11, etat = 'en_cours_de_saisie'"
        " WHERE numero = 601;"
        "UPDATE action SET vive = NULL, brouillon = 12, etat = 'en_cours_de_saisie'"
        " WHERE numero = 602");
    assert_int_equal(save_formation(&annexe, "À moi"), STATUS_OK);
    assert_string_equal(word(&TEST_ETAT, 603), SAISIE);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, base_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        EACH(test_state_gesture_profile),        EACH(test_every_gesture_is_expected),
        EACH(test_siblings_have_their_lines),    EACH(test_a_sent_or_refused_sibling_stays),
        EACH(test_a_decision_is_told),           EACH(test_nobody_to_tell),
        EACH(test_siblings_are_told_once),       EACH(test_a_formation_given_up),
        EACH(test_a_modification_given_up),      EACH(test_a_gesture_carries_what_was_seen),
        EACH(test_dead_references_are_refused),  EACH(test_a_certification_that_ends),
        EACH(test_a_certification_of_a_session), EACH(test_marks_follow_what_is_saved),
        EACH(test_what_died_is_marked),          EACH(test_what_a_contact_and_a_site_carry),
        EACH(test_an_account_of_one_site),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
