#include "action_page.h"

#include "text.h"

#define NBSP "\u00A0"
#define RAISON_MAX 1000

static void revenir(struct request *request, struct response *response, int64_t numero,
                    const char *flash)
{
    page_flash(request, response, flash);
    response_redirect(response, action_page_adresse(request->arena, numero));
}

/* The record again, with what stood in the way. */
static enum status refuser(struct request *request, struct response *response,
                           const struct action_reponse *reponse)
{
    struct action action = {0};
    enum status status = action_page_lire(request, &action);
    if (status == STATUS_OK) {
        response->code = 422;
        status = action_page_dessiner(request, response, &action, NULL, NULL, reponse);
    }
    return status == STATUS_OK ? STATUS_REFUSED : status;
}

static int64_t numero_de(const struct request *request)
{
    return request_capture_int(request, "numero");
}

/* What a person typed as a reason; *message_r when it cannot be one. */
static const char *lire_motif(struct request *request, const char *champ, const char *label,
                              bool obligatoire, const char **message_r)
{
    const char *typed = request_form(request, champ);
    const char *motif = text_clean_lines(request->arena, typed);
    size_t length = text_length(motif);
    *message_r = NULL;
    if (length > RAISON_MAX) {
        *message_r = arena_printf(request->arena, "%s" NBSP ": %zu caractères, %d au maximum",
                                  label, length, RAISON_MAX);
    } else if (text_first_forbidden(motif, true) || text_has_tag(motif)) {
        *message_r =
            arena_printf(request->arena,
                         "%s" NBSP ": caractère ou balise refusés, un texte simple attendu", label);
    } else if (obligatoire && length == 0) {
        *message_r =
            arena_printf(request->arena, "Champ obligatoire «" NBSP "%s" NBSP "» manquant", label);
    }
    return motif;
}

static const char *titre_des_manques(struct arena *arena, size_t n)
{
    return arena_printf(arena, "Action non envoyée" NBSP ": %zu point%s à compléter", n,
                        n > 1 ? "s" : "");
}

enum status action_poster_envoi(struct request *request, struct response *response)
{
    struct action_reponse reponse = {0};
    const char *message = NULL;
    reponse.raison = lire_motif(request, "raison", "Raison", false, &reponse.raison_message);
    enum status status = STATUS_REFUSED;
    if (!reponse.raison_message) {
        status = action_envoyer(request->db, request->arena, request->acteur, numero_de(request),
                                reponse.raison, &reponse.manques, &reponse.proches, &message);
    }
    if (status == STATUS_OK) {
        revenir(request, response, numero_de(request), "action-envoyee");
    }
    if (status != STATUS_REFUSED) {
        return status;
    }
    if (reponse.manques.n) {
        reponse.titre = titre_des_manques(request->arena, reponse.manques.n);
    } else if (reponse.raison_message) {
        reponse.titre = reponse.raison_message;
    } else if (reponse.proches.n) {
        reponse.titre = "Action non envoyée" NBSP ": elle ressemble à une autre";
        reponse.raison_message = "Champ obligatoire «" NBSP "Raison" NBSP "» manquant";
    } else {
        reponse.titre = message ? message : "Action non envoyée";
    }
    return refuser(request, response, &reponse);
}

/* A gesture that needs nothing but its button. */
static enum status agir(struct request *request, struct response *response,
                        enum status (*geste)(struct db *, struct arena *, const struct acteur *,
                                             int64_t, const char **),
                        const char *flash)
{
    const char *message = NULL;
    enum status status =
        geste(request->db, request->arena, request->acteur, numero_de(request), &message);
    if (status == STATUS_OK) {
        revenir(request, response, numero_de(request), flash);
    }
    if (status != STATUS_REFUSED) {
        return status;
    }
    const struct action_reponse reponse = {.titre = message ? message : "Geste refusé"};
    return refuser(request, response, &reponse);
}

enum status action_poster_retrait(struct request *request, struct response *response)
{
    return agir(request, response, action_retirer, "action-retiree");
}

enum status action_poster_validation(struct request *request, struct response *response)
{
    return agir(request, response, action_valider, "action-validee");
}

enum status action_poster_refus(struct request *request, struct response *response)
{
    struct action_reponse reponse = {0};
    const char *message = NULL;
    reponse.motif = lire_motif(request, "motif", "Motif du refus", true, &reponse.motif_message);
    enum status status = STATUS_REFUSED;
    if (!reponse.motif_message) {
        status = action_refuser(request->db, request->arena, request->acteur, numero_de(request),
                                reponse.motif, &message);
    }
    if (status == STATUS_OK) {
        revenir(request, response, numero_de(request), "action-refusee");
    }
    if (status != STATUS_REFUSED) {
        return status;
    }
    reponse.titre = reponse.motif_message ? reponse.motif_message
                    : message             ? message
                                          : "Geste refusé";
    return refuser(request, response, &reponse);
}

enum status action_poster_copie(struct request *request, struct response *response)
{
    struct action action = {0};
    int64_t numero = 0;
    enum status status = action_page_lire(request, &action);
    if (status == STATUS_OK) {
        status = action_dupliquer(request->db, request->arena, request->acteur, &action, &numero);
    }
    if (status == STATUS_OK) {
        revenir(request, response, numero, "action-dupliquee");
    }
    return status;
}
