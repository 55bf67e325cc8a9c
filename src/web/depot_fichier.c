#include "depot_fichier.h"

#include "application_private.h"
#include "fichier.h"

static enum status lire_envoi(void *contexte, uint64_t offset, void *octets, size_t n,
                              size_t *read_r)
{
    return request_file_read(contexte, offset, octets, n, read_r);
}

struct depot {
    struct request *request;
    const struct fichier_source *source;
    struct certificat_recu *recu;
};

static enum status garder(struct db *db, void *context)
{
    const struct depot *depot = context;
    struct request *request = depot->request;
    struct certificat_recu *recu = depot->recu;
    enum status status = fichier_deposer(db, depot->source, &recu->fichier);
    if (status == STATUS_OK) {
        status = depot_noter(db, request->arena, request->acteur->compte_id, &recu->fichier,
                             recu->nom, &recu->jeton);
    }
    return status;
}

static enum status recevoir(struct request *request, const struct request_file *file,
                            struct certificat_recu *recu)
{
    /* The source's context is not const, yet it is only read. */
    union {
        const struct request_file *constant;
        void *context;
    } of = {.constant = file};
    const struct fichier_source source = {
        .lire = lire_envoi, .contexte = of.context, .taille = file->size};
    const char *message = NULL;
    recu->nom = file->name[0] ? file->name : "certificat";
    enum status status = fichier_juger(request->arena, &source, &recu->fichier, &message);
    if (status == STATUS_REFUSED) {
        recu->message = arena_printf(request->arena, "Certification (fichier)\u00A0: %s", message);
        return STATUS_OK;
    }
    struct db *writer = application_writer(request);
    struct depot depot = {.request = request, .source = &source, .recu = recu};
    if (status == STATUS_OK) {
        status = writer ? db_transaction(writer, garder, &depot) : STATUS_UNAVAILABLE;
    }
    return status;
}

enum status depot_recevoir(struct request *request, const char *champ, const char *champ_recu,
                           struct certificat_recu *recu_r)
{
    struct certificat_recu recu = {0};
    const struct request_file *file = request_file(request, champ);
    const char *jeton = request_form(request, champ_recu);
    enum status status = STATUS_OK;
    if (file) {
        status = recevoir(request, file, &recu);
    }
    if (status == STATUS_OK && !recu.jeton && jeton[0]) {
        status = depot_lire(request->db, request->arena, request->acteur->compte_id, jeton,
                            &recu.fichier, &recu.nom);
        recu.jeton = status == STATUS_OK ? jeton : NULL;
        status = status == STATUS_NOT_FOUND ? STATUS_OK : status;
    }
    if (status == STATUS_OK) {
        *recu_r = recu;
    }
    return status;
}
