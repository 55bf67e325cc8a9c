#include "demo_charge.h"

#include "dates.h"
#include "demo_ecriture.h"
#include "derives.h"
#include "fold.h"
#include "intitule.h"
#include "offre.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLASSE_N 6
#define ACTION_N 5
#define MOIS 72
#define PERIODES (DEMO_JOURS + MOIS)
#define PERIMETRES (2 + DEMO_SITES_MAX) /* all, the establishment, its sites */
#define DEMO_TITRE 512

STATEMENT(DEMO_LIGNE_ETABLISSEMENT, "ittttttt", "",
          "INSERT INTO etablissement (id, siret, siege_siret, raison_sociale, nda, categorie, etat,"
          " recherche) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");

STATEMENT(DEMO_LIGNE_DOMAINE, "iiitt", "",
          "INSERT INTO etablissement_domaine (etablissement_id, rang, formacode_version, formacode,"
          " libelle) VALUES ($1, $2, $3, $4, $5)");

STATEMENT(DEMO_LIGNE_SITE, "iibtttttttttttttttt", "",
          "INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat, ligne1,"
          " code_postal, bureau_distributeur, commune_insee, longitude, latitude, telephone_fixe,"
          " email, perimetre_geographique, restauration, hebergement, transport, acces_handicapes,"
          " nom_plie)"
          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
          " $18, $19)");

STATEMENT(DEMO_LIGNE_CONTACT, "iittttt", "",
          "INSERT INTO contact (numero, site, nom, prenom, fonction, telephone, email)"
          " VALUES ($1, $2, $3, $4, $5, $6, $7)");

STATEMENT(DEMO_LIGNE_FORMATION, "iiiii", "",
          "INSERT INTO formation (numero, etablissement_id, vive, brouillon, creee_a)"
          " VALUES ($1, $2, $3, $4, $5)");

STATEMENT(DEMO_LIGNE_FORMATION_CONTENU, "iittttttttt", "",
          "INSERT INTO formation_contenu (id, formation, intitule, objectif, resultats_attendus,"
          " contenu, certifiante, parcours, niveau_entree, niveau_sortie, objectif_general)"
          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");

STATEMENT(DEMO_LIGNE_ACTION, "iiiitiibbtiiitttt", "",
          "INSERT INTO action (numero, formation, etablissement_id, site, etat, vive, brouillon,"
          " publique, certifinfo_remplace, refus, envoyee_a, validee_a, creee_a, titre_plie,"
          " commune_pliee, titre, commune)"
          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)");

STATEMENT(DEMO_LIGNE_ACTION_CONTENU, "iititttttttttttttttttt", "",
          "INSERT INTO action_contenu (id, action, intitule, site, type, rythme,"
          " niveau_entree_obligatoire, modalites_alternance, modalite_enseignement,"
          " conditions_specifiques, prise_en_charge, detail_prise_en_charge, entrees_sorties,"
          " heures_centre, heures_entreprise, heures_total, conventionnement, prix_total,"
          " modalites_pedagogiques, modalites_recrutement, perimetre_recrutement, commune_lieu)"
          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
          " $18, $19, $20, $21, $22)");

STATEMENT(DEMO_LIGNE_QUESTION, "ittti", "",
          "INSERT INTO question (action, champ, texte, avant, posee_le)"
          " VALUES ($1, $2, $3, $4, $5)");

STATEMENT(DEMO_LIGNE_CODE_REMPLACE, "itti", "",
          "INSERT INTO code_remplace (action, genre, ancien, nouveau, fait_le)"
          " VALUES ($1, 'certifinfo', $2, $3, $4)");

STATEMENT(DEMO_LIGNE_CODE, "titit", "",
          "INSERT INTO offre_code (noun, contenu, champ, rang, code) VALUES ($1, $2, $3, $4, $5)");

STATEMENT(DEMO_LIGNE_DETAIL, "titit", "",
          "INSERT INTO offre_detail (noun, contenu, genre, rang, donnees)"
          " VALUES ($1, $2, $3, $4, $5)");

STATEMENT(DEMO_LIGNE_CITATION, "titt", "",
          "INSERT INTO offre_certification (noun, contenu, nom, code) VALUES ($1, $2, $3, $4)");

/* One may register until it begins. */
STATEMENT(DEMO_LIGNE_SESSION, "iiiitttttbbbbbttt", "",
          "INSERT INTO session (numero, action, etablissement_id, site, jusqu_au, debut, fin,"
          " inscription_fin, dispositifs, desactivee_le, initiale, programme_region, apprentissage,"
          " professionnalisation, a_distance, modalites_inscription, etat_recrutement, places)"
          " VALUES ($1, $2, $3, $4, $5, $6, $7, $6, $8, $9, $10, $11, $12, $13, $14, $15,"
          " $16, $17)");

STATEMENT(DEMO_LIGNE_COMPTEUR, "itiiiiii", "",
          "INSERT INTO session_compteur (perimetre, periode, toutes, initiales, programme_region,"
          " apprentissage, professionnalisation, a_distance)"
          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");

/* The manual's establishment was counted before. */
STATEMENT(DEMO_TOTAL, "itiiiiii", "",
          "INSERT INTO session_compteur (perimetre, periode, toutes, initiales, programme_region,"
          " apprentissage, professionnalisation, a_distance)"
          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
          " ON CONFLICT (perimetre, periode) DO UPDATE SET"
          " toutes = session_compteur.toutes + excluded.toutes,"
          " initiales = session_compteur.initiales + excluded.initiales,"
          " programme_region = session_compteur.programme_region + excluded.programme_region,"
          " apprentissage = session_compteur.apprentissage + excluded.apprentissage,"
          " professionnalisation = session_compteur.professionnalisation"
          " + excluded.professionnalisation,"
          " a_distance = session_compteur.a_distance + excluded.a_distance");

STATEMENT(DEMO_LIGNE_COMPTEUR_ACTION, "iiiiii", "",
          "INSERT INTO action_compteur (perimetre, en_cours, publiques, a_valider, a_repondre,"
          " certifinfo) VALUES ($1, $2, $3, $4, $5, $6)");

STATEMENT(DEMO_TOTAL_ACTION, "iiiiii", "",
          "INSERT INTO action_compteur (perimetre, en_cours, publiques, a_valider, a_repondre,"
          " certifinfo) VALUES ($1, $2, $3, $4, $5, $6)"
          " ON CONFLICT (perimetre) DO UPDATE SET"
          " en_cours = action_compteur.en_cours + excluded.en_cours,"
          " publiques = action_compteur.publiques + excluded.publiques,"
          " a_valider = action_compteur.a_valider + excluded.a_valider,"
          " a_repondre = action_compteur.a_repondre + excluded.a_repondre,"
          " certifinfo = action_compteur.certifinfo + excluded.certifinfo");

STATEMENT(DEMO_LIGNE_MOT, "itti", "",
          "INSERT INTO offre_mot (etablissement_id, mot, genre, numero) VALUES ($1, $2, $3, $4)");

/* In the order of their references. */
static const struct statement *const tables[] = {
    &DEMO_LIGNE_ETABLISSEMENT, &DEMO_LIGNE_DOMAINE,         &DEMO_LIGNE_SITE,
    &DEMO_LIGNE_CONTACT,       &DEMO_LIGNE_FORMATION,       &DEMO_LIGNE_FORMATION_CONTENU,
    &DEMO_LIGNE_ACTION,        &DEMO_LIGNE_ACTION_CONTENU,  &DEMO_LIGNE_CODE,
    &DEMO_LIGNE_DETAIL,        &DEMO_LIGNE_CITATION,        &DEMO_LIGNE_SESSION,
    &DEMO_LIGNE_COMPTEUR,      &DEMO_LIGNE_COMPTEUR_ACTION, &DEMO_LIGNE_MOT,
    &DEMO_LIGNE_QUESTION,      &DEMO_LIGNE_CODE_REMPLACE,
};

/* What a scope is counted as, in the order of the columns of session_compteur, action_compteur. */
struct comptes {
    int64_t sessions[CLASSE_N][PERIODES];
    int64_t actions[ACTION_N];
};

/* A word of the establishment, as offre_mot tells. */
struct mot {
    const char *mot;
    const char *genre;
    int64_t numero;
};

struct demo_charge {
    struct db *db;
    enum status status;
    struct demo_ecriture *ecriture;
    struct arena *brouillon; /* of what a row is made from */
    struct arena *mots_arena;
    struct mot *mots; /* of the establishment */
    size_t mot_n;
    char jours[DEMO_JOURS][DATES_ISO_SIZE];
    char mois[MOIS][9]; /* "m2026-11" */
    unsigned char mois_du_jour[DEMO_JOURS];
    int premier_jour_de_semaine;
    int64_t perimetres[PERIMETRES]; /* as session_compteur names them */
    size_t perimetre_n;
    struct comptes comptes[PERIMETRES];
    struct comptes totaux_avant; /* of all, when the transaction began */
};

struct demo_charge *demo_charge_creer(struct db *db, struct arena *arena)
{
    struct demo_charge *charge = ARENA_NEW(arena, struct demo_charge);
    charge->db = db;
    charge->ecriture = demo_ecriture_creer(db, arena, tables, sizeof tables / sizeof tables[0]);
    charge->brouillon = arena_create(0);
    charge->mots_arena = arena_create(0);
    char jour[DATES_ISO_SIZE];
    dates_today(jour);
    dates_add_days(jour, -DEMO_AUJOURDHUI, jour);
    charge->premier_jour_de_semaine = dates_weekday(jour);
    unsigned char mois = 0;
    for (int i = 0; i < DEMO_JOURS; i++) {
        memcpy(charge->jours[i], jour, sizeof jour);
        if (i == 0 || strncmp(jour, charge->jours[i - 1], 7) != 0) {
            mois = (unsigned char)(mois + (i > 0));
            snprintf(charge->mois[mois], sizeof charge->mois[mois], "m%.7s", jour);
        }
        charge->mois_du_jour[i] = mois;
        dates_add_days(jour, 1, jour);
    }
    return charge;
}

void demo_charge_detruire(struct demo_charge *charge)
{
    demo_ecriture_detruire(charge->ecriture);
    arena_destroy(charge->mots_arena);
    arena_destroy(charge->brouillon);
}

int demo_charge_jour_de_semaine(const struct demo_charge *charge, int jour)
{
    return (charge->premier_jour_de_semaine + jour) % 7;
}

/* ---- rows */

#define LIGNE(charge, table, ...)                                                                  \
    demo_ecriture_ligne((charge)->ecriture, &(table), DB_BINDS(__VA_ARGS__))

/* ---- words */

static void oublier_mots(struct demo_charge *charge)
{
    arena_reset(charge->mots_arena);
    charge->mots = NULL;
    charge->mot_n = 0;
}

static void ajouter_mots(struct demo_charge *charge, enum offre_mots_genre genre, int64_t numero,
                         const char *texte)
{
    struct text_list distincts = offre_mots_de(charge->mots_arena, texte);
    for (size_t i = 0; i < distincts.n; i++) {
        *ARENA_PUSH(charge->mots_arena, charge->mots, charge->mot_n) =
            (struct mot){distincts.items[i], offre_mots_genre_code(genre), numero};
    }
}

static int comparer_mots(const void *gauche, const void *droite)
{
    const struct mot *a = gauche, *b = droite;
    int ordre = strcmp(a->mot, b->mot);
    ordre = ordre ? ordre : strcmp(a->genre, b->genre);
    return ordre ? ordre : (a->numero > b->numero) - (a->numero < b->numero);
}

/* In the order of the table, which is then written from one end to the other. */
static void ecrire_mots(struct demo_charge *charge)
{
    qsort(charge->mots, charge->mot_n, sizeof *charge->mots, comparer_mots);
    for (size_t i = 0; i < charge->mot_n; i++) {
        const struct mot *m = &charge->mots[i];
        LIGNE(charge, DEMO_LIGNE_MOT, BIND_INT(charge->perimetres[1]), BIND_TEXT(m->mot),
              BIND_TEXT(m->genre), BIND_INT(m->numero));
    }
    oublier_mots(charge);
}

/* ---- a transaction */

/* The connection is free again. */
static void attendre(struct demo_charge *charge)
{
    enum status status = demo_ecriture_attendre(charge->ecriture);
    charge->status = charge->status != STATUS_OK ? charge->status : status;
}

void demo_charge_commencer(struct demo_charge *charge)
{
    charge->status = STATUS_OK;
    demo_ecriture_commencer(charge->ecriture);
    oublier_mots(charge);
    memset(&charge->comptes[1], 0, sizeof charge->comptes - sizeof charge->comptes[0]);
    charge->comptes[0] = charge->totaux_avant;
}

enum status demo_charge_finir(struct demo_charge *charge)
{
    attendre(charge);
    if (charge->status == STATUS_OK) {
        charge->totaux_avant = charge->comptes[0];
    }
    return charge->status;
}

/* ---- the directory */

void demo_charge_annuaire(struct demo_charge *charge, const struct demo_etablissement *e)
{
    LIGNE(charge, DEMO_LIGNE_ETABLISSEMENT, BIND_INT(e->id), BIND_TEXT(e->siret),
          BIND_TEXT(e->siret), BIND_TEXT(e->raison_sociale), BIND_TEXT(e->nda),
          BIND_TEXT(e->categorie), BIND_TEXT("A"), BIND_TEXT(e->recherche));
    LIGNE(charge, DEMO_LIGNE_DOMAINE, BIND_INT(e->id), BIND_INT(1), BIND_INT(14),
          BIND_TEXT(e->formacode), BIND_TEXT(e->formacode_libelle));
}

void demo_charge_site(struct demo_charge *charge, const struct demo_site *site)
{
    struct arena *arena = charge->brouillon;
    ajouter_mots(charge, MOTS_SITE, site->numero, site->nom_usage);
    LIGNE(charge, DEMO_LIGNE_SITE, BIND_INT(site->numero), BIND_INT(site->etablissement_id),
          BIND_BOOL(site->principal), BIND_TEXT(site->nom_usage),
          BIND_TEXT(site->actif ? "A" : "I"), BIND_TEXT(site->ligne1), BIND_TEXT(site->code_postal),
          BIND_TEXT(site->bureau), BIND_TEXT(site->insee), BIND_TEXT(site->longitude),
          BIND_TEXT(site->latitude), BIND_TEXT(site->telephone), BIND_TEXT(site->email),
          BIND_TEXT("3"), BIND_TEXT("Salle de restauration équipée sur place"), BIND_NULL,
          BIND_TEXT("Arrêt de bus à moins de 300 mètres"),
          BIND_TEXT("Locaux accessibles aux personnes à mobilité réduite"),
          BIND_TEXT(fold_text(arena, site->nom_usage)));
    arena_reset(arena);
}

void demo_charge_contact(struct demo_charge *charge, const struct demo_contact *contact)
{
    LIGNE(charge, DEMO_LIGNE_CONTACT, BIND_INT(contact->numero), BIND_INT(contact->site),
          BIND_TEXT(contact->nom), BIND_TEXT(contact->prenom), BIND_TEXT(contact->fonction),
          BIND_TEXT(contact->telephone), BIND_TEXT(contact->email));
}

/* ---- the offer */

static struct db_bind ou_nul(int64_t numero)
{
    return numero ? BIND_INT(numero) : BIND_NULL;
}

static void codes(struct demo_charge *charge, const char *noun, int64_t contenu, const char *champ,
                  const char *const codes[2])
{
    for (int i = 0; i < 2 && codes[i]; i++) {
        LIGNE(charge, DEMO_LIGNE_CODE, BIND_TEXT(noun), BIND_INT(contenu), BIND_TEXT(champ),
              BIND_INT(i + 1), BIND_TEXT(codes[i]));
    }
}

static void detail(struct demo_charge *charge, const char *noun, int64_t contenu, const char *genre,
                   const char *donnees)
{
    if (donnees) {
        LIGNE(charge, DEMO_LIGNE_DETAIL, BIND_TEXT(noun), BIND_INT(contenu), BIND_TEXT(genre),
              BIND_INT(1), BIND_TEXT(donnees));
    }
}

void demo_charge_formation(struct demo_charge *charge, const struct demo_formation *f)
{
    char contact[24];
    snprintf(contact, sizeof contact, "%" PRId64, f->contact);
    LIGNE(charge, DEMO_LIGNE_FORMATION, BIND_INT(f->numero), BIND_INT(f->etablissement_id),
          f->vive ? BIND_INT(f->contenu) : BIND_NULL, f->vive ? BIND_NULL : BIND_INT(f->contenu),
          BIND_INT(f->creee_a));
    ajouter_mots(charge, MOTS_FORMATION, f->numero, f->intitule);
    LIGNE(charge, DEMO_LIGNE_FORMATION_CONTENU, BIND_INT(f->contenu), BIND_INT(f->numero),
          BIND_TEXT(f->intitule), BIND_TEXT(f->objectif), BIND_TEXT(f->resultats_attendus),
          BIND_TEXT(f->texte), BIND_TEXT(f->certification ? "1" : "0"), BIND_TEXT(f->parcours),
          BIND_TEXT(f->niveau_entree), BIND_TEXT(f->niveau_sortie), BIND_TEXT(f->objectif_general));
    codes(charge, "formation", f->contenu, "contacts", (const char *const[]){contact, NULL});
    codes(charge, "formation", f->contenu, "formacodes", f->formacodes);
    detail(charge, "formation", f->contenu, "certification", f->certification);
    if (f->certification) { /* "code_rncp=40422" */
        char code[32];
        snprintf(code, sizeof code, "RNCP%s", strchr(f->certification, '=') + 1);
        LIGNE(charge, DEMO_LIGNE_CITATION, BIND_TEXT("formation"), BIND_INT(f->contenu),
              BIND_TEXT("rncp"), BIND_TEXT(code));
    }
}

static void contenu(struct demo_charge *charge, const struct demo_action *a, int64_t id,
                    const char *prix_total)
{
    char centre[24], entreprise[24], total[24];
    snprintf(centre, sizeof centre, "%" PRId64, a->heures_centre);
    snprintf(entreprise, sizeof entreprise, "%" PRId64, a->heures_entreprise);
    snprintf(total, sizeof total, "%" PRId64, a->heures_centre + a->heures_entreprise);
    LIGNE(charge, DEMO_LIGNE_ACTION_CONTENU, BIND_INT(id), BIND_INT(a->numero),
          BIND_TEXT(a->intitule), BIND_INT(a->site), BIND_TEXT(a->type), BIND_TEXT(a->rythme),
          BIND_TEXT("0"), BIND_TEXT(a->alternance), BIND_TEXT(a->modalite),
          BIND_TEXT(a->conditions), BIND_TEXT("1"), BIND_TEXT(a->detail_prise_en_charge),
          BIND_TEXT(a->permanentes ? "1" : "0"), BIND_TEXT(centre), BIND_TEXT(entreprise),
          BIND_TEXT(total), BIND_TEXT(a->publique ? "1" : "0"), BIND_TEXT(prix_total),
          BIND_TEXT(a->modalites_pedagogiques), BIND_TEXT("Entretien et tests de positionnement"),
          BIND_TEXT("3"), BIND_TEXT(a->commune));
    codes(charge, "action", id, "publics", a->publics);
    detail(charge, "action", id, "lieu", a->lieu);
}

static size_t perimetre_du_site(const struct demo_charge *charge, int64_t site)
{
    size_t place = 2;
    while (place + 1 < charge->perimetre_n && charge->perimetres[place] != -site) {
        place++;
    }
    return place;
}

static void compter_action(struct demo_charge *charge, const struct demo_action *a)
{
    bool en_cours = a->etat == ACTION_EN_COURS;
    const bool listes[ACTION_N] = {en_cours, en_cours && a->publique, a->etat == ACTION_EN_ATTENTE,
                                   a->etat == ACTION_EN_REPONSES, a->certifinfo_remplace};
    const size_t perimetres[] = {0, 1, perimetre_du_site(charge, a->site)};
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < ACTION_N; j++) {
            charge->comptes[perimetres[i]].actions[j] += listes[j];
        }
    }
}

/* What the service Offre asked, or did. */
static void echanges(struct demo_charge *charge, const struct demo_action *a)
{
    int64_t instant = a->creee_a + DATES_SECONDS_A_DAY;
    const struct {
        const char *champ, *texte, *avant;
    } questions[] = {
        {"action.rythme", "Quels sont les jours et les horaires\u00A0?", a->rythme},
        {"action.conditions_specifiques",
         "Un niveau ou une expérience sont-ils attendus à l'entrée\u00A0? Si oui, précisez "
         "lesquels.",
         a->conditions},
    };
    for (size_t i = 0; a->etat == ACTION_EN_REPONSES && i < 2; i++) {
        LIGNE(charge, DEMO_LIGNE_QUESTION, BIND_INT(a->numero), BIND_TEXT(questions[i].champ),
              BIND_TEXT(questions[i].texte), BIND_TEXT_OR_NULL(questions[i].avant),
              BIND_INT(instant));
    }
    if (a->certifinfo_remplace) {
        LIGNE(charge, DEMO_LIGNE_CODE_REMPLACE, BIND_INT(a->numero), BIND_TEXT("83899"),
              BIND_TEXT("114929"), BIND_INT(instant));
    }
}

void demo_charge_action(struct demo_charge *charge, const struct demo_action *a)
{
    bool envoyee = a->etat != ACTION_EN_COURS;
    struct arena *arena = charge->brouillon;
    const char *titre =
        intitule_action(arena, a->formation_intitule, a->intitule ? a->intitule : "");
    LIGNE(charge, DEMO_LIGNE_ACTION, BIND_INT(a->numero), BIND_INT(a->formation),
          BIND_INT(a->etablissement_id), BIND_INT(a->site), BIND_TEXT(action_etats[a->etat].code),
          ou_nul(a->vive), ou_nul(a->brouillon), BIND_BOOL(a->publique),
          BIND_BOOL(a->certifinfo_remplace), BIND_TEXT(a->refus),
          envoyee ? BIND_INT(a->creee_a + 3600) : BIND_NULL,
          a->vive ? BIND_INT(a->creee_a + DATES_SECONDS_A_DAY) : BIND_NULL, BIND_INT(a->creee_a),
          BIND_TEXT(fold_text(arena, titre)), BIND_TEXT(fold_text(arena, a->commune)),
          BIND_TEXT(titre), BIND_TEXT(a->commune));
    arena_reset(arena);
    char texte[DEMO_TITRE];
    snprintf(texte, sizeof texte, "%s %s", a->intitule ? a->intitule : "", a->commune);
    ajouter_mots(charge, MOTS_ACTION, a->numero, texte);
    compter_action(charge, a);
    echanges(charge, a);
    if (a->vive) {
        contenu(charge, a, a->vive, a->prix_total);
    }
    if (a->brouillon) {
        contenu(charge, a, a->brouillon, a->prix_brouillon);
    }
}

/* ---- sessions and their counters */

void demo_charge_etablissement(struct demo_charge *charge, int64_t id, const int64_t *sites,
                               size_t n)
{
    charge->perimetres[1] = id;
    for (size_t i = 0; i < n && i < DEMO_SITES_MAX; i++) {
        charge->perimetres[2 + i] = -sites[i];
    }
    charge->perimetre_n = 2 + (n < DEMO_SITES_MAX ? n : DEMO_SITES_MAX);
}

static void compter(struct comptes *comptes, const bool classes[CLASSE_N], int jour, int mois)
{
    for (int i = 0; i < CLASSE_N; i++) {
        comptes->sessions[i][jour] += classes[i];
        comptes->sessions[i][DEMO_JOURS + mois] += classes[i];
    }
}

void demo_charge_session(struct demo_charge *charge, const struct demo_session *s)
{
    const struct demo_dispositifs *d = s->dispositifs;
    const bool classes[CLASSE_N] = {
        true,         s->initiale, d->programme_region, d->apprentissage, d->professionnalisation,
        s->a_distance};
    char places[24];
    snprintf(places, sizeof places, "%" PRId64, s->places);
    LIGNE(charge, DEMO_LIGNE_SESSION, BIND_INT(s->numero), BIND_INT(s->action),
          BIND_INT(s->etablissement_id), BIND_INT(s->site), BIND_TEXT(charge->jours[s->jusqu_au]),
          BIND_TEXT(charge->jours[s->debut]), BIND_TEXT(charge->jours[s->fin]),
          BIND_TEXT_OR_NULL(d->liste),
          s->desactivee_le == DEMO_JAMAIS ? BIND_NULL : BIND_TEXT(charge->jours[s->desactivee_le]),
          BIND_BOOL(classes[1]), BIND_BOOL(classes[2]), BIND_BOOL(classes[3]),
          BIND_BOOL(classes[4]), BIND_BOOL(classes[5]), BIND_TEXT(s->modalites_inscription),
          BIND_TEXT(s->etat_recrutement), BIND_TEXT(places));
    codes(charge, "session", s->numero, "dispositifs", d->codes);
    const size_t perimetres[] = {0, 1, perimetre_du_site(charge, s->site)};
    for (int i = 0; i < 3; i++) {
        compter(&charge->comptes[perimetres[i]], classes, s->jusqu_au,
                charge->mois_du_jour[s->jusqu_au]);
    }
}

/* Those of all add to what the base has. */
static void ecrire_compteur(struct demo_charge *charge, size_t perimetre,
                            const struct statement *ajout, const struct statement *total,
                            const struct db_bind *binds, size_t n)
{
    if (perimetre > 0) {
        demo_ecriture_ligne(charge->ecriture, ajout, binds, n);
    } else if (charge->status == STATUS_OK) {
        charge->status = db_exec(charge->db, total, NULL, binds, n);
    }
}

static void ecrire_compteurs(struct demo_charge *charge, size_t perimetre)
{
    struct db_bind scope = BIND_INT(charge->perimetres[perimetre]);
    const struct comptes *c = &charge->comptes[perimetre];
    for (int j = 0; j < PERIODES; j++) {
        if (c->sessions[0][j] > 0) {
            const char *periode = j < DEMO_JOURS ? charge->jours[j] : charge->mois[j - DEMO_JOURS];
            ecrire_compteur(charge, perimetre, &DEMO_LIGNE_COMPTEUR, &DEMO_TOTAL,
                            DB_BINDS(scope, BIND_TEXT(periode), BIND_INT(c->sessions[0][j]),
                                     BIND_INT(c->sessions[1][j]), BIND_INT(c->sessions[2][j]),
                                     BIND_INT(c->sessions[3][j]), BIND_INT(c->sessions[4][j]),
                                     BIND_INT(c->sessions[5][j])));
        }
    }
    ecrire_compteur(charge, perimetre, &DEMO_LIGNE_COMPTEUR_ACTION, &DEMO_TOTAL_ACTION,
                    DB_BINDS(scope, BIND_INT(c->actions[0]), BIND_INT(c->actions[1]),
                             BIND_INT(c->actions[2]), BIND_INT(c->actions[3]),
                             BIND_INT(c->actions[4])));
}

enum status demo_charge_fin_etablissement(struct demo_charge *charge)
{
    ecrire_mots(charge);
    for (size_t i = 1; i < charge->perimetre_n; i++) {
        ecrire_compteurs(charge, i);
        charge->comptes[i] = (struct comptes){0};
    }
    return charge->status;
}

void demo_charge_totaux(struct demo_charge *charge)
{
    attendre(charge);
    ecrire_compteurs(charge, 0);
}
