#include "depot_fichier.h"

#include "connections.h"
#include "fichier.h"

static enum status lire_envoi(void *contexte, uint64_t offset, void *octets, size_t n,
                              size_t *read_r)
{
    return request_file_read(contexte, offset, octets, n, read_r);
}

struct depot {
    struct request *request;
    const struct fichier_source *source;
    const char *ancien; /* token of the file that this one takes the place of; "" */
    struct depot_recu *recu;
    const char *message; /* over what the account may send */
};

static enum status garder(struct db *db, void *context)
{
    struct depot *depot = context;
    struct request *request = depot->request;
    struct depot_recu *recu = depot->recu;
    int64_t compte = request->acteur->compte_id;
    TRY(fichier_compter(db, request->arena, compte, &recu->fichier, &depot->message));
    TRY(fichier_deposer(db, depot->source, &recu->fichier));
    TRY(depot_noter(db, request->arena, compte, &recu->fichier, recu->nom, &recu->jeton));
    return depot_retirer(db, request->arena, compte, depot->ancien);
}

static enum status refuser(struct request *request, struct depot_recu *recu, const char *message)
{
    *recu = (struct depot_recu){
        .message = arena_printf(request->arena, "Certification (fichier)\u00A0: %s", message)};
    return STATUS_OK;
}

static enum status recevoir(struct request *request, const struct request_file *file,
                            const char *ancien, struct depot_recu *recu)
{
    /* The source's context is not const, yet it is only read. */
    union {
        const struct request_file *constant;
        void *context;
    } of = {.constant = file};
    const struct fichier_source source = {
        .lire = lire_envoi, .contexte = of.context, .taille = file->size};
    struct depot depot = {
        .request = request, .source = &source, .ancien = ancien, .recu = recu, .message = ""};
    recu->nom = file->name[0] ? file->name : "certificat";
    enum status status = fichier_juger(request->arena, &source, &recu->fichier, &depot.message);
    struct db *writer = NULL;
    status = status != STATUS_OK ? status : connections_writer(request, &writer);
    status = status != STATUS_OK ? status : db_transaction(writer, garder, &depot);
    return status == STATUS_REFUSED ? refuser(request, recu, depot.message) : status;
}

enum status depot_recevoir(struct request *request, const char *champ, const char *champ_recu,
                           struct depot_recu *recu_r)
{
    struct depot_recu recu = {0};
    const struct request_file *file = request_file(request, champ);
    const char *jeton = request_form(request, champ_recu);
    enum status status = STATUS_OK;
    if (file) {
        status = recevoir(request, file, jeton, &recu);
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
