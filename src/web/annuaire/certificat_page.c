#include "site_page.h"

#include "config.h"
#include "spool.h"
#include "text.h"

#include <string.h>

/* The file goes through the disk, piece by piece: it is never whole in memory. */
static enum status copier(struct request *request, const struct fichier *fichier,
                          struct spool *spool)
{
    enum status status = STATUS_OK;
    for (int64_t rang = 0; spool_size(spool) < fichier->taille && status == STATUS_OK; rang++) {
        struct arena *piece = arena_create(FICHIER_MORCEAU + 4096);
        const char *octets = NULL;
        size_t n = 0;
        status = fichier_morceau(request->db, piece, fichier->empreinte, rang, &octets, &n);
        status = status != STATUS_OK ? status : spool_write(spool, octets, n);
        arena_destroy(piece);
    }
    return status;
}

/* Under a name of ours: what was sent may bear any. */
static void decrire(struct request *request, struct response *response, int64_t site,
                    const struct fichier *fichier)
{
    response->content_type = fichier->type;
    response_header(response, "Content-Disposition",
                    arena_printf(request->arena,
                                 "attachment; filename=\"certificat-qualiopi-%lld.%s\"",
                                 (long long)site, fichier_extension(fichier)));
}

static const struct certificat *choisir(const struct request *request,
                                        const struct certificats *certificats)
{
    int64_t id = 0;
    const char *asked = request_query(request, "id");
    if (!asked[0]) {
        return certificats->n ? &certificats->items[0] : NULL;
    }
    for (size_t i = 0; text_to_int(asked, &id) && i < certificats->n; i++) {
        if (certificats->items[i].id == id) {
            return &certificats->items[i];
        }
    }
    return NULL;
}

enum status site_certificat(struct request *request, struct response *response)
{
    struct site site = {0};
    struct valeurs valeurs = {0};
    struct certificats certificats = {0};
    TRY(site_lire(request->db, request->arena, request->acteur,
                  request_capture_int(request, "numero"), &site));
    TRY(certificat_lister(request->db, request->arena, site.numero, &valeurs, &certificats));
    const struct certificat *certificat = choisir(request, &certificats);
    if (!certificat) {
        return STATUS_NOT_FOUND;
    }
    response->spool = spool_create(request->arena, request->config->spool);
    TRY(copier(request, &certificat->fichier, response->spool));
    decrire(request, response, site.numero, &certificat->fichier);
    return STATUS_OK;
}
