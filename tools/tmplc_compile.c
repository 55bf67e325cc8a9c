#include "tmplc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool tmplc_name(const char *path, char name_r[static TMPLC_NAME_MAX])
{
    const char *slash = strrchr(path, '/');
    const char *file = slash == NULL ? path : slash + 1;
    size_t length = strspn(file, "abcdefghijklmnopqrstuvwxyz0123456789_-");

    if (length == 0 || length >= TMPLC_NAME_MAX || !is_letter(file[0]) ||
        strcmp(file + length, ".html") != 0) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        name_r[i] = (char)(file[i] == '-' ? '_' : file[i]);
    }
    name_r[length] = '\0';
    return true;
}

/* Apart from tmplc_compile(), so that no local variable crosses the jump of fail(). */
static bool run(struct compiler *compiler, const char *text, size_t length, struct text *source,
                struct text *header)
{
    if (setjmp(compiler->failed) != 0) {
        return false;
    }
    if (!tmplc_name(compiler->path, compiler->name)) {
        fail(compiler, 1, "a template is called [a-z][a-z0-9_-]*.html, %d bytes at most",
             TMPLC_NAME_MAX - 1);
    }
    lex(compiler, text, length);
    emit(compiler, source, header);
    return true;
}

bool tmplc_compile(const char *path, const char *text, size_t length, struct tmplc_result *result)
{
    struct text source = {0};
    struct text header = {0};

    *result = (struct tmplc_result){0};
    struct compiler *compiler = calloc(1, sizeof(*compiler));
    if (compiler == NULL) {
        (void)snprintf(result->message, sizeof(result->message), "no memory left");
        return false;
    }
    compiler->path = path;
    compiler->message = result->message;
    bool ok = run(compiler, text, length, &source, &header);
    if (ok) {
        result->source = strdup(source.data);
        result->header = strdup(header.data);
        ok = result->source != NULL && result->header != NULL;
    }
    release(compiler);
    free(compiler);
    return ok;
}

void tmplc_release(struct tmplc_result *result)
{
    free(result->source);
    free(result->header);
    *result = (struct tmplc_result){0};
}
