#include "envoi_formulaire.h"

#include "acteur.h"
#include "connections.h"
#include "cookies.h"
#include "crypto.h"
#include "envoi.h"
#include "jetons.h"
#include "log.h"
#include "text.h"

#include <string.h>

static void ajouter_texte(struct crypto_sum *sum, const char *text)
{
    crypto_sum_add(sum, text, strlen(text) + 1);
}

static enum status ajouter_fichier(struct crypto_sum *sum, const struct request_file *file)
{
    char piece[16384];
    size_t n = sizeof(piece);
    ajouter_texte(sum, file->field);
    ajouter_texte(sum, file->name);
    for (uint64_t at = 0; n == sizeof(piece); at += n) {
        TRY(request_file_read(file, at, piece, sizeof(piece), &n));
        crypto_sum_add(sum, piece, n);
    }
    return STATUS_OK;
}

static int64_t compte_de(const struct request *request)
{
    return request->acteur ? request->acteur->compte_id : 0;
}

/* Who sent something, and where. NULL: the form carries no token. */
static struct crypto_sum *commencer_cle(const struct request *request)
{
    if (jetons_envoi(request)[0] == '\0') {
        return NULL;
    }
    struct crypto_sum *sum = crypto_sum_start(request->arena);
    ajouter_texte(sum, arena_printf(request->arena, "%lld", (long long)compte_de(request)));
    ajouter_texte(sum, request->path);
    return sum;
}

static const char *cle_de(const struct request *request)
{
    struct crypto_sum *sum = commencer_cle(request);
    if (!sum) {
        return NULL;
    }
    for (size_t i = 0; i < request->form.n; i++) {
        if (strcmp(request->form.items[i].name, "jeton") != 0) {
            ajouter_texte(sum, request->form.items[i].name);
            ajouter_texte(sum, request->form.items[i].value);
        }
    }
    for (size_t i = 0; i < request->file_count; i++) {
        if (ajouter_fichier(sum, &request->files[i]) != STATUS_OK) {
            return NULL;
        }
    }
    return crypto_sum_end(sum, request->arena);
}

/* The code in "name=code.token; …" (cookies.h); NULL when it is another cookie. */
static const char *code_du_cookie(struct arena *arena, const char *line, const char *name)
{
    size_t n = strlen(name);
    if (strncmp(line, name, n) != 0 || line[n] != '=') {
        return NULL;
    }
    return arena_strndup(arena, line + n + 1, strcspn(line + n + 1, ".;"));
}

/* False when this answer is not one to give again. */
static bool decrire(const struct request *request, const struct response *response,
                    struct envoi *envoi)
{
    const char *flash = cookies_flash(request->config);
    envoi->compte = compte_de(request);
    envoi->message = "";
    for (const struct response_header *h = response->headers; h; h = h->next) {
        if (strcmp(h->name, "Location") == 0) {
            envoi->adresse = h->value;
        } else if (strcmp(h->name, "Set-Cookie") == 0) {
            envoi->message = code_du_cookie(request->arena, h->value, flash);
        }
        if (!envoi->message) {
            return false;
        }
    }
    return response->code == 303 && envoi->adresse;
}

/* In the transaction of the POST, once it has its answer. STATUS_CONFLICT: it was taken already. */
static enum status noter(struct db *db, struct request *request, const struct response *response)
{
    struct envoi envoi = {0};
    if (!decrire(request, response, &envoi)) {
        return STATUS_OK;
    }
    envoi.cle = cle_de(request);
    return envoi.cle ? envoi_noter(db, &envoi) : STATUS_OK;
}

struct execution {
    struct request *request;
    struct response *response;
    enum status (*work)(struct db *db, void *context);
    void *context;
};

static enum status executer(struct db *db, void *context)
{
    const struct execution *execution = context;
    response_reset(execution->response);
    TRY(execution->work(db, execution->context));
    return noter(db, execution->request, execution->response);
}

enum status envoi_formulaire_executer(struct request *request, struct response *response,
                                      enum status (*work)(struct db *db, void *context),
                                      void *context)
{
    struct execution execution = {
        .request = request, .response = response, .work = work, .context = context};
    struct db *writer = NULL;
    TRY(connections_writer(request, &writer));
    return db_transaction(writer, executer, &execution);
}

static enum status chercher(struct request *request, enum status status, const char *cle,
                            struct envoi *envoi)
{
    const struct application_request *own = request->application;
    struct db *db = own->thread->reader;
    if (status == STATUS_UNKNOWN && connections_writer(request, &db) != STATUS_OK) {
        return STATUS_UNAVAILABLE;
    }
    if (!db) {
        return STATUS_UNAVAILABLE;
    }
    return status == STATUS_UNKNOWN ? envoi_sonder(db, request->arena, cle, envoi)
                                    : envoi_lire(db, request->arena, cle, envoi);
}

/* The base cannot say more than it did. */
static bool base_muette(enum status status)
{
    return status == STATUS_UNAVAILABLE || status == STATUS_BUSY || status == STATUS_FULL ||
           status == STATUS_READ_ONLY || status == STATUS_ERROR;
}

enum status envoi_formulaire_retrouver(struct request *request, struct response *response,
                                       enum status status)
{
    struct envoi envoi = {0};
    const char *cle = base_muette(status) ? NULL : cle_de(request);
    if (!cle) {
        return status;
    }
    enum status found = chercher(request, status, cle, &envoi);
    if (found == STATUS_OK) {
        log_info("form_answered_again", LOG_TEXT("route", request->match.route->path),
                 LOG_TEXT("status", status_name(status)));
        response_reset(response);
        if (envoi.message[0]) {
            cookies_poser_flash(request, response, envoi.message);
        }
        response_redirect(response, envoi.adresse);
        return STATUS_OK;
    }
    return status == STATUS_UNKNOWN && found == STATUS_NOT_FOUND ? STATUS_UNAVAILABLE : status;
}

/* ---- what a drawing made */

static const char *cle_de_fiche(const struct request *request, const char *ligne)
{
    struct crypto_sum *sum = commencer_cle(request);
    if (!sum) {
        return NULL;
    }
    ajouter_texte(sum, "fiche");
    ajouter_texte(sum, ligne);
    ajouter_texte(sum, jetons_envoi(request));
    return crypto_sum_end(sum, request->arena);
}

enum status envoi_formulaire_fiche(struct request *request, const char *ligne, int64_t *numero_r)
{
    const char *cle = cle_de_fiche(request, ligne);
    struct envoi envoi = {0};
    *numero_r = 0;
    enum status status =
        cle ? envoi_lire(request->db, request->arena, cle, &envoi) : STATUS_NOT_FOUND;
    if (status == STATUS_OK) {
        text_to_int(envoi.adresse, numero_r);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status envoi_formulaire_noter_fiche(struct request *request, const char *ligne, int64_t numero)
{
    const struct envoi envoi = {.cle = cle_de_fiche(request, ligne),
                                .compte = compte_de(request),
                                .adresse = arena_printf(request->arena, "%lld", (long long)numero),
                                .message = ""};
    return envoi.cle ? envoi_noter(request->db, &envoi) : STATUS_OK;
}
