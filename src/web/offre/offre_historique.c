#include "offre_historique.h"

#include "action.h"
#include "historique_page.h"
#include "intitule.h"
#include "offre_formulaire.h"
#include "session.h"
#include "suppression.h"

/* `action`: that the record is, or is in; 0: none. */
static enum status montrer(struct request *request, struct response *response,
                           struct historique_sujet sujet, int64_t formation, const char *intitule,
                           int64_t action)
{
    struct page_view chemin = {0};
    offre_formulaire_chemin(request, &chemin, formation, intitule, "Historique");
    if (action) {
        offre_formulaire_maillon(request, &chemin, OFFRE_ACTION, action);
    }
    sujet.menu = MENU_FORMATIONS;
    sujet.chemin = &chemin;
    return historique_montrer(request, response, &sujet);
}

/* That of a record that was removed stays. */
static enum status montrer_supprimee(struct request *request, struct response *response,
                                     enum offre_noun noun)
{
    struct suppression s = {0};
    int64_t numero = request_capture_int(request, "numero");
    TRY(suppression_chercher(request->db, request->arena, request->acteur, noun, numero, &s));
    const struct historique_sujet sujet = {
        .noun = offre_noun_nom(noun),
        .id = numero,
        .nom = s.titre[0] ? s.titre : "Fiche effacée",
        .numero = arena_printf(request->arena, "Numéro %lld, supprimé", (long long)numero),
        .retour = acteur_est_officier(request->acteur) ? "/admin/suppressions" : "/formations"};
    return montrer(request, response, sujet, 0, "", 0);
}

enum status offre_historique_formation(struct request *request, struct response *response)
{
    struct formation f = {0};
    enum status status = formation_lire(request->db, request->arena, request->acteur,
                                        request_capture_int(request, "numero"), &f);
    if (status == STATUS_NOT_FOUND) {
        return montrer_supprimee(request, response, OFFRE_FORMATION);
    }
    TRY(status);
    long long numero = f.numero;
    const struct historique_sujet sujet = {
        .noun = "formation",
        .id = f.numero,
        .nom = intitule_formation(f.intitule),
        .numero = arena_printf(request->arena, "Formation %lld", numero),
        .retour = arena_printf(request->arena, "/formations/%lld", numero)};
    return montrer(request, response, sujet, f.numero, f.intitule, 0);
}

enum status offre_historique_action(struct request *request, struct response *response)
{
    struct action a = {0};
    enum status status = action_lire(request->db, request->arena, request->acteur,
                                     request_capture_int(request, "numero"), &a);
    if (status == STATUS_NOT_FOUND) {
        return montrer_supprimee(request, response, OFFRE_ACTION);
    }
    TRY(status);
    long long numero = a.numero;
    const struct historique_sujet sujet = {
        .noun = "action",
        .id = a.numero,
        .nom = intitule_action(request->arena, a.formation_intitule, a.intitule),
        .numero = arena_printf(request->arena, "Action %lld", numero),
        .retour = arena_printf(request->arena, "/actions/%lld", numero)};
    return montrer(request, response, sujet, a.formation, a.formation_intitule, a.numero);
}

enum status offre_historique_session(struct request *request, struct response *response)
{
    struct session s = {0};
    enum status status = session_lire(request->db, request->arena, request->acteur,
                                      request_capture_int(request, "numero"), &s);
    if (status == STATUS_NOT_FOUND) {
        return montrer_supprimee(request, response, OFFRE_SESSION);
    }
    TRY(status);
    long long numero = s.numero;
    const struct historique_sujet sujet = {
        .noun = "session",
        .id = s.numero,
        .nom = s.intitule,
        .numero = arena_printf(request->arena, "Session %lld", numero),
        .retour = arena_printf(request->arena, "/sessions/%lld", numero)};
    return montrer(request, response, sujet, s.formation, s.intitule, s.action);
}
