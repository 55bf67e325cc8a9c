#include "action_page.h"

#include <string.h>

#define NBSP "\u00A0"

static void revenir(struct request *request, struct response *response, int64_t numero,
                    const char *flash)
{
    page_flash(request, response, flash);
    response_redirect(response, action_page_adresse(request->arena, numero));
}

/* The record again, with what stood in the way. */
static enum status refuser(struct request *request, struct response *response,
                           const struct action_reponse *reponse, int code, enum status refus)
{
    struct action action = {0};
    TRY(action_page_lire(request, &action));
    response->code = code;
    TRY(action_page_dessiner(request, response, &action, reponse));
    return refus;
}

static int64_t numero_de(const struct request *request)
{
    return request_capture_int(request, "numero");
}

static const struct action_geste *geste_de(const struct request *request)
{
    const char *code = strrchr(request->path, '/');
    return action_geste_nomme(code ? code + 1 : "");
}

static const char *manquant(struct arena *arena, const char *label)
{
    return arena_printf(arena, "Champ obligatoire «" NBSP "%s" NBSP "» manquant", label);
}

/* What the summary says, and what is wrong with the text that came with the gesture. */
static void dire_refus(struct arena *arena, const struct action_geste *geste,
                       struct action_reponse *reponse)
{
    const struct action_resultat *resultat = &reponse->resultat;
    size_t manques = resultat->manques.n;
    if (manques) {
        reponse->titre = arena_printf(arena, "%s" NBSP ": %zu point%s à compléter", geste->echec,
                                      manques, manques > 1 ? "s" : "");
    } else if (resultat->proches.n) {
        reponse->titre =
            arena_printf(arena, "%s" NBSP ": elle ressemble à une autre", geste->echec);
        reponse->motif_message = manquant(arena, geste->motif);
    } else if (resultat->message && resultat->motif_faux) {
        reponse->motif_message = reponse->titre =
            reponse->motif[0] ? resultat->message : manquant(arena, geste->motif);
    } else {
        reponse->titre = resultat->message;
    }
}

static void dire_conflit(struct request *request, struct action_reponse *reponse)
{
    const char *auteur = reponse->resultat.auteur;
    reponse->titre = arena_printf(request->arena,
                                  "Rien n'est fait" NBSP ": %s a modifié cette action entre-temps",
                                  auteur[0] ? auteur : "quelqu'un");
    reponse->historique = arena_printf(request->arena, "%s/historique",
                                       action_page_adresse(request->arena, numero_de(request)));
}

void action_vie_dire(struct request *request, const struct action_geste *geste, enum status status,
                     struct action_reponse *reponse)
{
    if (status == STATUS_CONFLICT) {
        dire_conflit(request, reponse);
    } else {
        dire_refus(request->arena, geste, reponse);
    }
}

static enum status passer(struct request *request, struct response *response,
                          const struct action_geste *geste, const char *vu)
{
    struct action_reponse reponse = {.geste = geste->code,
                                     .champ = geste->champ,
                                     .motif =
                                         geste->champ ? request_form(request, geste->champ) : ""};
    const struct action_demande demande = {.motif = reponse.motif, .vu = vu};
    enum status status =
        action_passer(request->db, request->arena, request->acteur, numero_de(request), geste->code,
                      &demande, &reponse.resultat);
    if (status == STATUS_OK) {
        revenir(request, response, numero_de(request),
                arena_printf(request->arena, "action-%s", geste->code));
    } else if (status == STATUS_REFUSED || status == STATUS_CONFLICT) {
        action_vie_dire(request, geste, status, &reponse);
        return refuser(request, response, &reponse, status == STATUS_CONFLICT ? 409 : 422, status);
    }
    return status;
}

/* What the page showed; a form that names nothing has seen nothing. */
enum status action_poster_geste(struct request *request, struct response *response)
{
    const struct action_geste *geste = geste_de(request);
    return geste && geste->bouton ? passer(request, response, geste, request_form(request, "vu"))
                                  : STATUS_NOT_FOUND;
}

enum status action_page_envoyer(struct request *request, struct response *response)
{
    struct action action = {0};
    TRY(action_page_lire(request, &action));
    return passer(request, response, action_geste_nomme("envoyer"), action.vu);
}

enum status action_poster_copie(struct request *request, struct response *response)
{
    struct action action = {0};
    int64_t numero = 0;
    TRY(action_page_lire(request, &action));
    TRY(action_dupliquer(request->db, request->arena, request->acteur, &action, &numero));
    revenir(request, response, numero, "action-dupliquee");
    return STATUS_OK;
}
