#include "administration_page.h"

#include "administration.h"
#include "config.h"
#include "dates.h"
#include "lettre.h"
#include "mot_de_passe_page.h"
#include "references.h"
#include "tmpl_contact_administration.h"
#include "tmpl_contact_gestion.h"

#include <string.h>

/* ---- mail */

/* « Camille Aubry (GIP…) », « Dominique Leroux, du service Offre » */
static const char *expediteur(const struct request *request)
{
    const struct acteur *acteur = request->acteur;
    return acteur_est_officier(acteur)
               ? arena_printf(request->arena, "%s, du service Offre,", acteur->nom)
               : arena_printf(request->arena, "%s (%s)", acteur->nom, acteur->etablissement_nom);
}

static const char *echeance(const struct request *request, const char *email)
{
    return arena_printf(
        request->arena,
        "Votre email de connexion est %s. Le lien ci-dessous ne sert qu'une fois, jusqu'au %s.",
        email, dates_show_instant(request->arena, dates_now() + COMPTE_INVITATION_SECONDES));
}

static enum status ecrire_invitation(struct request *request, const char *email, const char *jeton)
{
    const char *const paragraphes[] = {
        "Bonjour,",
        arena_printf(request->arena,
                     "%s vous invite à utiliser SOFI, où les organismes de formation de la région "
                     "%s tiennent à jour leur fiche et leur offre de formation.",
                     expediteur(request), request->config->region),
        echeance(request, email),
        "Si vous n'attendiez pas ce message, ne faites rien : sans mot de passe choisi par "
        "vous, cet accès ne s'ouvre pas.",
    };
    return mot_de_passe_ecrire(request, &(struct mot_de_passe_lettre){
                                            .email = email,
                                            .sujet = "Votre accès à SOFI",
                                            .paragraphes = paragraphes,
                                            .n = sizeof(paragraphes) / sizeof(paragraphes[0]),
                                            .jeton = jeton,
                                        });
}

static enum status ecrire_reinitialisation(struct request *request, const char *email,
                                           const char *jeton)
{
    const char *const paragraphes[] = {
        "Bonjour,",
        arena_printf(request->arena,
                     "%s a réinitialisé le mot de passe de votre compte SOFI : l'ancien ne sert "
                     "plus, choisissez-en un nouveau.",
                     expediteur(request)),
        echeance(request, email),
        "Si vous ne savez pas pourquoi, demandez-le au service Offre, dont les coordonnées sont "
        "au bas de ce message.",
    };
    return mot_de_passe_ecrire(request, &(struct mot_de_passe_lettre){
                                            .email = email,
                                            .sujet = "Votre mot de passe SOFI a été réinitialisé",
                                            .paragraphes = paragraphes,
                                            .n = sizeof(paragraphes) / sizeof(paragraphes[0]),
                                            .jeton = jeton,
                                        });
}

/* To the address that is no longer that of the account: its owner hears of a theft there. */
static enum status prevenir_ancien(struct request *request, const char *ancien)
{
    const char *const paragraphes[] = {
        "Bonjour,",
        arena_printf(request->arena,
                     "%s a changé l'adresse de connexion de votre compte SOFI. L'adresse %s et "
                     "l'ancien mot de passe n'ouvrent plus ce compte.",
                     expediteur(request), ancien),
        "Si vous attendiez ce changement, il n'y a rien à faire.",
        "Si vous ne l'attendiez pas, prévenez tout de suite le service Offre, dont les coordonnées "
        "sont au bas de ce message : il bloquera le compte et rétablira votre adresse.",
    };
    const struct lettre lettre = {.destinataire = ancien,
                                  .sujet = "Votre adresse de connexion à SOFI a été changée",
                                  .paragraphes = paragraphes,
                                  .n = sizeof(paragraphes) / sizeof(paragraphes[0])};
    return lettre_deposer(request->db, request->arena, &lettre);
}

/* ---- tab Administration */

/* What the page is made of: the record, the sites to give, the account as the form shows it. */
struct edition {
    struct request *request;
    struct response *response;
    struct contact_dossier dossier;
    struct site_liste sites;
    struct administration ancien;
    struct form form;
    struct administration saisi;
};

static enum status lire(struct edition *e)
{
    struct request *request = e->request;
    TRY(contact_dossier_lire(request, &e->dossier));
    TRY(site_lister_administrables(request->db, request->arena, request->acteur,
                                   e->dossier.contact.etablissement_id, &e->sites));
    e->ancien =
        administration_de(request->arena, &e->dossier.contact, &e->dossier.compte, &e->sites);
    return STATUS_OK;
}

/* Why nothing may be changed here, NULL: it may. */
static const char *raison(const struct contact_dossier *dossier)
{
    /* Of an account of its own profile an OF may change the part that it administers. */
    if (!dossier->gerable && strcmp(dossier->compte.profil, "OF") != 0) {
        return "Vous ne pouvez pas changer ce compte : écrivez au service Offre.";
    }
    if (dossier->compte.id == 0 && strcmp(dossier->contact.etat, "I") == 0) {
        return "Ce contact est inactif : il n'a pas de compte et ne peut pas en avoir.";
    }
    return NULL;
}

static const struct choice *choix_des_sites(struct arena *arena, const struct site_liste *sites)
{
    struct choice *choix = ARENA_ARRAY(arena, struct choice, sites->n + 1);
    for (size_t i = 0; i < sites->n; i++) {
        const struct site_ligne *site = &sites->items[i];
        choix[i] = (struct choice){arena_printf(arena, "%lld", (long long)site->numero),
                                   arena_printf(arena, "%s - %lld - %s", site->etablissement_siret,
                                                (long long)site->numero, site->nom_usage)};
    }
    choix[sites->n] = (struct choice){NULL, NULL};
    return choix;
}

/* The manual prints the state of the password in its place. */
static struct champ_view champ_mot_de_passe(struct arena *arena, const struct compte_fiche *compte)
{
    bool absent = compte->id == 0 || strcmp(compte->etat, "A_REDEFINIR") == 0;
    struct champ_view champ = champ_libre(
        arena, "etat_mot_de_passe", "Mot de passe", "text", NULL, absent ? "A_REDEFINIR" : "*****",
        "La personne le choisit elle-même, par le lien qu'elle reçoit", NULL);
    champ.obligatoire = false;
    champ.lecture_seule = true;
    return champ;
}

/* Who may not change the profile reads it. */
static struct champ_view champ_profil(struct arena *arena, const struct form *form)
{
    struct champ_view champ = champ_de(arena, form, "profil");
    if (champ.lecture_seule) {
        champ.choix = false;
        champ.compteur = false;
    }
    return champ;
}

static void montrer(struct edition *e, struct administration_view *view)
{
    struct arena *arena = e->request->arena;
    const struct compte_fiche *compte = &e->dossier.compte;
    struct fiche_view *fiche = &view->fiche;
    contact_tete(e->request, e->response, &view->page, &view->tete, &e->dossier,
                 ONGLET_ADMINISTRATION);
    fiche->adresse = arena_printf(arena, "%s/administration", view->tete.adresse);
    fiche->retour = fiche->adresse;
    fiche_remplir(fiche, &view->page, e->request, &e->form, e->ancien.version);
    view->tete.sections.erreurs_texte = fiche->erreurs_texte;
    view->sans_compte = compte->id == 0;
    if (view->sans_compte && !fiche->modifie) {
        fiche->note = "Compte à créer";
    }
    view->raison = raison(&e->dossier);
    view->champs.email_login = champ_de(arena, &e->form, "email_login");
    view->champs.mot_de_passe = champ_mot_de_passe(arena, compte);
    view->champs.notification_email = champ_de(arena, &e->form, "notification_email");
    view->champs.sites_administrables =
        champ_parmi(arena, &e->form, "sites_administrables", choix_des_sites(arena, &e->sites));
    view->champs.profil = champ_profil(arena, &e->form);
    tmpl_contact_administration(&e->response->body, view);
}

/* Of the fields, the officers' one is an ADMIN's. */
static bool administrateur(const struct request *request)
{
    return request->acteur->profil == PROFIL_ADMIN;
}

enum status administration_montrer(struct request *request, struct response *response)
{
    struct edition e = {.request = request, .response = response};
    TRY(lire(&e));
    form_of_record(&e.form, request->arena, &administration_fields, &e.ancien,
                   administrateur(request), e.ancien.compte_id == 0);
    struct administration_view view = {0};
    montrer(&e, &view);
    return STATUS_OK;
}

/* Too many invitations were sent. */
static void faire_attendre(struct response *response)
{
    response->code = 429;
    response_header(response, "Retry-After", "3600");
}

/* `status`: STATUS_REFUSED or STATUS_TOO_MANY. */
static enum status refuser(struct edition *e, enum status status)
{
    struct administration_view view = {.fiche.modifie = true};
    e->response->code = 422;
    if (status == STATUS_TOO_MANY) {
        faire_attendre(e->response);
    }
    montrer(e, &view);
    return status;
}

static enum status montrer_conflit(struct edition *e)
{
    TRY(lire(e));
    size_t n = 0;
    struct journal_champ *champs = journal_comparer(e->request->arena, &administration_fields, NULL,
                                                    &e->ancien, &e->saisi, &n);
    struct administration_view view = {0};
    fiche_en_conflit(e->request, e->response, &view.fiche, "contact", e->dossier.contact.numero,
                     champs, n);
    montrer(e, &view);
    return STATUS_CONFLICT;
}

static enum status enregistrer(struct edition *e)
{
    struct request *request = e->request;
    const char *jeton = NULL;
    bool change = false;
    TRY(administration_enregistrer(request->db, &e->form, request->acteur, &e->dossier.contact,
                                   &e->sites, &e->ancien, &e->saisi, &jeton, &change));
    if (jeton) {
        TRY(ecrire_invitation(request, e->saisi.email_login, jeton));
    }
    if (e->ancien.compte_id && strcmp(e->ancien.email_login, e->saisi.email_login) != 0) {
        TRY(prevenir_ancien(request, e->ancien.email_login));
    }
    page_flash(request, e->response, jeton ? "invitation" : change ? "enregistre" : "inchange");
    response_redirect(e->response, request->path);
    return STATUS_OK;
}

enum status administration_modifier(struct request *request, struct response *response)
{
    struct edition e = {.request = request, .response = response};
    TRY(lire(&e));
    if (raison(&e.dossier)) {
        return STATUS_FORBIDDEN;
    }
    e.saisi = e.ancien;
    form_read(&e.form, request->arena, &administration_fields, &request->form, &e.saisi,
              administrateur(request), e.ancien.compte_id == 0, false);
    enum status status =
        administration_verifier(&e.form, request->acteur, &e.sites, &e.ancien, &e.saisi);
    status = status != STATUS_OK                                ? status
             : fiche_version_perimee(request, e.ancien.version) ? STATUS_CONFLICT
                                                                : enregistrer(&e);
    if (status == STATUS_REFUSED || status == STATUS_TOO_MANY) {
        return refuser(&e, status);
    }
    return status == STATUS_CONFLICT ? montrer_conflit(&e) : status;
}

/* ---- tab Gestion */

static const struct geste {
    const char *nom;
    enum administration_geste geste;
    const char *flash;
    bool a_confirmer;
} gestes[] = {
    {"inviter", ADMINISTRATION_INVITER, "invitation", false},
    {"reinitialiser", ADMINISTRATION_REINITIALISER, "compte-reinitialise", false},
    {"bloquer", ADMINISTRATION_BLOQUER, "compte-bloque", false},
    {"debloquer", ADMINISTRATION_DEBLOQUER, "compte-debloque", false},
    {"fermer", ADMINISTRATION_FERMER, "compte-ferme", true},
};

/* The one that is about the contact and not about its account. */
#define GESTE_VIDER "vider"

static const struct geste *geste_nomme(const char *nom)
{
    for (size_t i = 0; i < sizeof(gestes) / sizeof(gestes[0]); i++) {
        if (strcmp(gestes[i].nom, nom) == 0) {
            return &gestes[i];
        }
    }
    return NULL;
}

static const char *etat_en_mots(const struct compte_fiche *compte)
{
    if (compte->id == 0) {
        return "Ce contact n'a pas de compte : il ne peut pas se connecter à SOFI";
    }
    if (strcmp(compte->etat, "A_REDEFINIR") == 0) {
        return "A_REDEFINIR : la personne n'a pas encore choisi son mot de passe";
    }
    return strcmp(compte->etat, "bloque") == 0
               ? "Bloqué : la personne ne peut pas se connecter"
               : "Actif : la personne se connecte avec son mot de passe";
}

static const char *instant(struct arena *arena, int64_t quand)
{
    return quand ? dates_show_instant(arena, quand) : "";
}

/* The box that a gesture without return wants ticked. */
static struct champ_view champ_confirmer(struct arena *arena, const char *geste,
                                         const char *message)
{
    const char *id = arena_printf(arena, "confirmer-%s", geste);
    return (struct champ_view){.nom = "confirmer",
                               .id = id,
                               .label = "Je confirme",
                               .case_a_cocher = true,
                               .message = message,
                               .decrit_par = message ? arena_printf(arena, "%s-erreur", id) : NULL};
}

/* `message` (NULL: none) is about the box of `geste`, or about no field when that is "". */
static enum status montrer_gestion(struct request *request, struct response *response,
                                   const struct contact_dossier *dossier, const char *geste,
                                   const char *message)
{
    struct arena *arena = request->arena;
    const struct compte_fiche *compte = &dossier->compte;
    const struct contact *contact = &dossier->contact;
    struct jumeaux perdues = {0};
    enum status status =
        strcmp(contact->etat, "A") == 0
            ? references_du_contact(request->db, arena, request->acteur, contact->etablissement_id,
                                    contact->numero, &perdues)
            : STATUS_OK;
    bool fermer = strcmp(geste, "fermer") == 0;
    bool vider = strcmp(geste, GESTE_VIDER) == 0;
    struct gestion_view view = {
        .compte = compte->id != 0,
        .sien = dossier->sien,
        .gerable = dossier->gerable,
        .a_redefinir = compte->id && strcmp(compte->etat, "A_REDEFINIR") == 0,
        .bloque = compte->id && strcmp(compte->etat, "bloque") == 0,
        .adresse = request->path,
        .etat = etat_en_mots(compte),
        .email = compte->email,
        .derniere_connexion = instant(arena, compte->derniere_connexion),
        .invitation = instant(arena, compte->invitation_expire_a),
        .depart = doublons_a_dire(arena, &contact_page_depart, &perdues),
        .confirmer_fermer = champ_confirmer(arena, "fermer", fermer ? message : NULL),
        .confirmer_vider = champ_confirmer(arena, GESTE_VIDER, vider ? message : NULL)};
    struct erreur_view erreur = {
        .cible = fermer || vider ? arena_printf(arena, "confirmer-%s", geste) : "",
        .texte = message};
    contact_tete(request, response, &view.page, &view.tete, dossier, ONGLET_GESTION);
    if (message) {
        view.resume = (struct resume_view){.titre = "Rien n'a été fait : 1 erreur à corriger",
                                           .erreurs = {.items = &erreur, .n = 1}};
        view.page.erreur = true;
    }
    if (status == STATUS_OK) {
        tmpl_contact_gestion(&response->body, &view);
    }
    return status;
}

enum status gestion_montrer(struct request *request, struct response *response)
{
    struct contact_dossier dossier = {0};
    TRY(contact_dossier_lire(request, &dossier));
    return montrer_gestion(request, response, &dossier, "", NULL);
}

static enum status refuser_geste(struct request *request, struct response *response,
                                 const struct contact_dossier *dossier, const char *geste,
                                 const char *message)
{
    response->code = 422;
    TRY(montrer_gestion(request, response, dossier, geste, message));
    return STATUS_REFUSED;
}

static enum status agir(struct request *request, struct response *response,
                        const struct contact_dossier *dossier, const struct geste *geste)
{
    const char *jeton = NULL;
    const char *message = NULL;
    const char *email = dossier->compte.email;
    enum status status = administration_agir(request->db, request->arena, request->acteur,
                                             &dossier->contact, geste->geste, &jeton, &message);
    if (status == STATUS_REFUSED) {
        return refuser_geste(request, response, dossier, "", message);
    }
    if (status == STATUS_TOO_MANY) {
        faire_attendre(response);
        montrer_gestion(request, response, dossier, "", message);
        return status;
    }
    if (status == STATUS_OK && jeton) {
        status = geste->geste == ADMINISTRATION_INVITER
                     ? ecrire_invitation(request, email, jeton)
                     : ecrire_reinitialisation(request, email, jeton);
    }
    if (status == STATUS_OK) {
        page_flash(request, response, geste->flash);
        response_redirect(response, request->path);
    }
    return status;
}

static enum status vider(struct request *request, struct response *response,
                         const struct contact_dossier *dossier)
{
    TRY(contact_vider(request->db, request->arena, request->acteur, &dossier->contact));
    page_flash(request, response, "contact-efface");
    response_redirect(response, arena_printf(request->arena, "/annuaire/contacts/%lld",
                                             (long long)dossier->contact.numero));
    return STATUS_OK;
}

enum status gestion_agir(struct request *request, struct response *response)
{
    const char *nom = request_form(request, "geste");
    const struct geste *geste = geste_nomme(nom);
    bool vide = strcmp(nom, GESTE_VIDER) == 0;
    struct contact_dossier dossier = {0};
    TRY(contact_dossier_lire(request, &dossier));
    if (!geste && !vide) {
        return STATUS_MALFORMED;
    }
    if ((vide || geste->a_confirmer) && !request_form(request, "confirmer")[0]) {
        return refuser_geste(request, response, &dossier, nom,
                             "Case « Je confirme » non cochée, cochez-la puis recommencez");
    }
    return vide ? vider(request, response, &dossier) : agir(request, response, &dossier, geste);
}
