#include "demo_organisme.h"

#include <string.h>

#define ACTIONS_MAX 3    /* of a formation */
#define SESSIONS_MAX 13  /* of an action */
#define DEBUT_MIN (-540) /* days from today */
#define DEBUTS 1150
#define FIN_MAX 725
#define DISTANCE "À DISTANCE"

enum { SANS, REGION, FRANCE_TRAVAIL, REGION_ET_FT, APPRENTISSAGE, PRO, ALTERNANCE };

static const struct demo_dispositifs dispositifs[] = {
    [SANS] = {.liste = ""},
    [REGION] = {.liste = "8", .codes = {"8"}, .programme_region = true, .public = true},
    [FRANCE_TRAVAIL] = {.liste = "9", .codes = {"9"}, .public = true},
    [REGION_ET_FT] = {.liste = "8, 9",
                      .codes = {"8", "9"},
                      .programme_region = true,
                      .public = true},
    [APPRENTISSAGE] = {.liste = "3", .codes = {"3"}, .apprentissage = true},
    [PRO] = {.liste = "4", .codes = {"4"}, .professionnalisation = true},
    [ALTERNANCE] = {.liste = "3, 4",
                    .codes = {"3", "4"},
                    .apprentissage = true,
                    .professionnalisation = true},
};

/* What an action will be, drawn before its formation is written. */
struct plan {
    enum action_etat etat;
    bool vive, modifiee; /* modifiee: it has a draft beside */
    int sessions;
    bool initiale;
    int modalite; /* 0 to 2 */
    int dispositif;
    const struct demo_lieu *site;
};

static int tirer_dispositif(struct hasard *hasard, bool initiale)
{
    uint32_t r = demo_tirer(hasard, 100);
    if (initiale) {
        return r < 70 ? APPRENTISSAGE : r < 80 ? ALTERNANCE : SANS;
    }
    return r < 62   ? SANS
           : r < 76 ? REGION
           : r < 85 ? FRANCE_TRAVAIL
           : r < 90 ? REGION_ET_FT
           : r < 97 ? PRO
                    : ALTERNANCE;
}

static void tirer_plan(struct demo_organisme *o, const struct demo_forme *forme, struct plan *plan)
{
    uint32_t r = demo_tirer(&o->hasard, 1000);
    uint32_t m = demo_tirer(&o->hasard, 100);
    plan->etat = r < 10   ? ACTION_EN_COURS
                 : r < 16 ? ACTION_EN_ATTENTE
                 : r < 20 ? ACTION_EN_REPONSES
                          : ACTION_VALIDEE;
    plan->modifiee = r < 20 && demo_arrive(&o->hasard, 500);
    plan->vive = r >= 20 || plan->modifiee;
    plan->sessions = demo_entre(&o->hasard, 1, SESSIONS_MAX);
    plan->sessions = plan->sessions < o->reste ? plan->sessions : (int)o->reste;
    o->reste -= plan->sessions;
    plan->initiale = forme->certifiante && demo_arrive(&o->hasard, 350);
    plan->modalite = strstr(forme->intitule, DISTANCE) ? 2 : m < 70 ? 0 : m < 92 ? 1 : 2;
    plan->dispositif = tirer_dispositif(&o->hasard, plan->initiale);
    bool ailleurs = demo_arrive(&o->hasard, 600);
    plan->site = &o->sites[ailleurs ? demo_tirer(&o->hasard, (uint32_t)o->site_n) : 0];
}

/* From a Monday, for a few days of that week or until a Friday. */
static void tirer_dates(const struct demo_generateur *g, struct hasard *hasard,
                        const struct demo_forme *forme, int jour, struct demo_session *s)
{
    int jours = demo_entre(hasard, forme->jours_min, forme->jours_max);
    int lundi = jour - demo_charge_jour_de_semaine(g->charge, DEMO_AUJOURDHUI + jour);
    int fin = lundi + 4;
    if (jours < 5) {
        lundi += demo_entre(hasard, 0, 5 - jours);
        fin = lundi + jours - 1;
    } else if (jours > 11) {
        fin = lundi + jours / 7 * 7 + 4;
    }
    while (fin > FIN_MAX) {
        fin -= 7;
    }
    s->debut = DEMO_AUJOURDHUI + lundi;
    s->fin = DEMO_AUJOURDHUI + fin;
}

/* The last day on which it is, or was, active (migrations/0007). */
static void tirer_fin(struct hasard *hasard, const struct plan *plan, struct demo_session *s)
{
    int dernier = s->fin;
    if (!plan->vive) {
        dernier = DEMO_AUJOURDHUI - 1;
    } else if (!plan->site->actif) {
        dernier = DEMO_AUJOURDHUI - 90;
    }
    s->desactivee_le = DEMO_JAMAIS;
    if (demo_arrive(hasard, 20)) {
        s->desactivee_le = DEMO_AUJOURDHUI - demo_entre(hasard, 0, 180);
        dernier = dernier < s->desactivee_le ? dernier : s->desactivee_le - 1;
    }
    s->jusqu_au = dernier < s->fin ? dernier : s->fin;
}

static void tirer_sessions(struct demo_generateur *g, struct demo_organisme *o, int64_t action,
                           const struct demo_forme *forme, const struct plan *plan,
                           struct demo_session *sessions)
{
    int jour =
        DEBUT_MIN + (int)(demo_tirer(&o->hasard, DEBUTS) + demo_tirer(&o->hasard, DEBUTS)) / 2;
    for (int i = 0; i < plan->sessions; i++) {
        bool sans = i > 0 && demo_arrive(&o->hasard, 100);
        struct demo_session s = {.numero = g->place.session++,
                                 .action = action,
                                 .etablissement_id = o->id,
                                 .site = plan->site->numero,
                                 .dispositifs = &dispositifs[sans ? SANS : plan->dispositif],
                                 .initiale = plan->initiale,
                                 .a_distance = plan->modalite > 0,
                                 .modalites_inscription = "Dossier de candidature, puis entretien",
                                 .places = demo_entre(&o->hasard, 6, 24)};
        tirer_dates(g, &o->hasard, forme, jour, &s);
        tirer_fin(&o->hasard, plan, &s);
        s.etat_recrutement = s.debut < DEMO_AUJOURDHUI     ? "2"
                             : demo_arrive(&o->hasard, 30) ? "3"
                                                           : "1";
        sessions[i] = s;
        jour += demo_entre(&o->hasard, 14, 120);
        jour -= jour > DEBUT_MIN + DEBUTS ? DEBUTS : 0;
    }
}

static const char *tirer_refus(struct hasard *hasard, const struct plan *plan)
{
    bool saisie = plan->etat == ACTION_EN_COURS;
    return saisie && demo_arrive(hasard, 250)
               ? "Le contenu ne dit pas comment les acquis sont évalués"
               : NULL;
}

/* What its content says. */
static void decrire(struct demo_generateur *g, struct demo_organisme *o,
                    const struct demo_forme *forme, const struct plan *plan, struct demo_action *a)
{
    static const char *const publics[][2] = {{"83056"}, {"80006"}, {"82044"}, {"80006", "82044"}};
    static const char *const modalites[] = {"0", "1", "2"};
    const char *const *vises = publics[demo_tirer(&o->hasard, 4)];
    int jours = demo_entre(&o->hasard, forme->jours_min, forme->jours_max);
    int heures = (jours * 5 + 6) / 7 * forme->heures_jour;
    int euros = heures * demo_entre(&o->hasard, 8, 28);
    a->type = plan->initiale ? "initiale" : "continue";
    a->modalite = modalites[plan->modalite];
    a->rythme = demo_rythme(&o->hasard);
    a->alternance = plan->initiale
                        ? "Contrat d'apprentissage, deux semaines sur quatre en entreprise"
                        : "Sans alternance";
    a->conditions = demo_conditions(&o->hasard);
    a->detail_prise_en_charge = "Selon le statut de la personne, devis sur demande";
    a->prix_total = arena_printf(g->scratch, "%d.00", euros);
    a->prix_brouillon = arena_printf(g->scratch, "%d.00", euros + 50);
    memcpy(a->publics, vises, sizeof a->publics);
    a->commune = plan->modalite == 2 ? "" : plan->site->ville->nom;
    a->lieu = plan->modalite == 2 ? NULL : plan->site->lieu;
    a->modalites_pedagogiques = demo_pedagogie(&o->hasard);
    a->heures_centre = heures;
    a->heures_entreprise = plan->initiale ? heures : 0;
    a->permanentes = demo_arrive(&o->hasard, 100);
    if (plan->modalite == 2 && !strstr(forme->intitule, DISTANCE)) {
        a->intitule = DISTANCE;
    } else if (plan->initiale) {
        a->intitule = "VOIE INITIALE";
    }
}

static void creer_action(struct demo_generateur *g, struct demo_organisme *o,
                         const struct demo_formation *formation, const struct demo_forme *forme,
                         const struct plan *plan)
{
    struct demo_session *sessions = o->sessions + o->session_n;
    bool brouillon = plan->modifiee || !plan->vive;
    struct demo_action a = {
        .numero = g->place.action++,
        .formation = formation->numero,
        .formation_intitule = formation->intitule,
        .etablissement_id = o->id,
        .site = plan->site->numero,
        .vive = plan->vive ? g->place.action_contenu++ : 0,
        .brouillon = brouillon ? g->place.action_contenu++ : 0,
        .etat = plan->etat,
        .publique = dispositifs[plan->dispositif].public,
        .certifinfo_remplace = plan->vive && forme->certifiante && demo_arrive(&o->hasard, 10),
        .refus = tirer_refus(&o->hasard, plan),
        .creee_a = g->maintenant - DATES_SECONDS_A_DAY * demo_entre(&o->hasard, 2, 900)};
    decrire(g, o, forme, plan, &a);
    tirer_sessions(g, o, a.numero, forme, plan, sessions);
    demo_charge_action(g->charge, &a);
    o->session_n += plan->sessions;
}

static void rediger(struct demo_generateur *g, struct demo_organisme *o,
                    const struct demo_sujet *sujet, const struct demo_forme *forme,
                    struct demo_formation *f)
{
    static const char *const parcours[] = {"1", "2", "3", "4"};
    demo_rediger(&o->hasard, DEMO_OBJECTIF, sujet, g->objectif);
    demo_rediger(&o->hasard, DEMO_RESULTATS, sujet, g->resultats);
    demo_rediger(&o->hasard, DEMO_CONTENU, sujet, g->texte);
    f->objectif = g->objectif;
    f->resultats_attendus = g->resultats;
    f->texte = g->texte;
    f->formacodes[0] = sujet->formacodes[0];
    f->formacodes[1] = sujet->formacodes[1];
    f->parcours = parcours[demo_tirer(&o->hasard, 4)];
    f->niveau_entree = "1";
    f->niveau_sortie = forme->niveau_sortie;
    f->objectif_general = forme->objectif;
    if (forme->certifiante && sujet->rncp) {
        f->certification = arena_printf(g->scratch, "code_rncp=%s", sujet->rncp);
        f->niveau_sortie = sujet->niveau;
    }
}

void demo_formation_creer(struct demo_generateur *g, struct demo_organisme *o)
{
    const struct demo_sujet *sujet = o->sujets[demo_tirer(&o->hasard, (uint32_t)o->sujet_n)];
    const struct demo_forme *forme =
        &sujet->formes[demo_tirer(&o->hasard, (uint32_t)sujet->forme_n)];
    struct plan plans[ACTIONS_MAX];
    char intitule[256];
    uint32_t r = demo_tirer(&o->hasard, 10);
    int n = r < 5 ? 1 : r < 8 ? 2 : ACTIONS_MAX;
    int tires = 0;
    bool vive = false;
    while (tires < n && o->reste > 0) {
        tirer_plan(o, forme, &plans[tires]);
        vive = vive || plans[tires].vive;
        tires++;
    }
    demo_remplacer(forme->intitule, sujet->intitule, intitule, sizeof intitule);
    struct demo_formation f = {.numero = g->place.formation++,
                               .etablissement_id = o->id,
                               .contenu = g->place.formation_contenu++,
                               .contact = o->contact,
                               .vive = vive,
                               .creee_a = g->maintenant -
                                          DATES_SECONDS_A_DAY * demo_entre(&o->hasard, 900, 1500),
                               .intitule = intitule};
    rediger(g, o, sujet, forme, &f);
    demo_charge_formation(g->charge, &f);
    for (int i = 0; i < tires; i++) {
        creer_action(g, o, &f, forme, &plans[i]);
    }
}
