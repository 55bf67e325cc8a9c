/* Any bytes are a form with files: what was read stays within its limits and within the body. */
#include "multipart.h"
#include "text.h"
#include "utf8.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth) {
        abort();
    }
}

static void check(const struct multipart *form, uint64_t size)
{
    size_t texts = 0;
    uint64_t end = 0;
    require(form->form.n <= PARAMS_MAX && form->file_count <= REQUEST_FILES_MAX);
    for (size_t i = 0; i < form->form.n; i++) {
        const struct param *param = &form->form.items[i];
        require(utf8_is_valid(param->name, strlen(param->name)));
        require(utf8_is_valid(param->value, strlen(param->value)));
        texts += strlen(param->value);
    }
    require(texts <= 3 * MULTIPART_TEXTS_MAX); /* each byte damaged */
    for (size_t i = 0; i < form->file_count; i++) {
        const struct request_file *file = &form->files[i];
        require(utf8_is_valid(file->name, strlen(file->name)) && text_length(file->name) <= 120);
        require(strpbrk(file->name, "/\\\r\n") == NULL);
        require(file->offset >= end && file->offset <= size && file->size <= size - file->offset);
        end = file->offset + file->size;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const types[] = {"multipart/form-data; boundary=b",
                                        "multipart/form-data; boundary=\"----limite x\""};
    struct arena *arena = arena_create(0);
    struct multipart form = {0};
    struct spool *spool = spool_create(arena, "/tmp");
    require(spool_write(spool, data, size) == STATUS_OK);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (multipart_read(&form, arena, types[i], spool) == STATUS_OK) {
            check(&form, size);
        }
    }
    spool_close(spool);
    /* and as the header itself */
    char *type = arena_strndup(arena, (const char *)data, size);
    spool = spool_create(arena, "/tmp");
    multipart_read(&form, arena, type, spool);
    spool_close(spool);
    arena_destroy(arena);
    return 0;
}
