/* tmplc -o DIRECTORY TEMPLATE.html...
 *
 * Writes DIRECTORY/tmpl_<name>.c and .h for each template. A file whose text would not change is
 * left alone, so that nothing that depends on it is built again. Exit code 0; 1 when a template is
 * wrong, its error on stderr as "path:line: message" and neither of its files left; 2 for a wrong
 * command.
 */
#include "tmplc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 1 << 20 };

/* The bytes of a file, to be freed, or NULL with errno set. */
static char *read_file(const char *path, size_t *length_r)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    char *bytes = malloc(FILE_MAX + 1);
    size_t length = bytes == NULL ? 0 : fread(bytes, 1, FILE_MAX + 1, file);
    if (bytes != NULL && (ferror(file) != 0 || length > FILE_MAX)) {
        free(bytes);
        bytes = NULL;
        errno = length > FILE_MAX ? EFBIG : EIO;
    }
    (void)fclose(file);
    *length_r = length;
    return bytes;
}

static bool file_holds(const char *path, const char *text)
{
    size_t length = 0;
    char *bytes = read_file(path, &length);
    bool same = bytes != NULL && length == strlen(text) && memcmp(bytes, text, length) == 0;

    free(bytes);
    return same;
}

static bool write_file(const char *path, const char *text)
{
    if (file_holds(path, text)) {
        return true;
    }
    FILE *file = fopen(path, "wb");
    bool ok = file != NULL && fputs(text, file) >= 0;
    if (file != NULL && fclose(file) != 0) {
        ok = false;
    }
    if (!ok) {
        (void)fprintf(stderr, "%s:0: cannot be written: %s\n", path, strerror(errno));
    }
    return ok;
}

static bool compile_file(const char *directory, const char *path)
{
    char name[TMPLC_NAME_MAX];
    char source[4096];
    char header[4096];
    struct tmplc_result result = {0};
    size_t length = 0;

    if (!tmplc_name(path, name)) {
        (void)fprintf(stderr, "%s:1: a template is called [a-z][a-z0-9_-]*.html\n", path);
        return false;
    }
    (void)snprintf(source, sizeof(source), "%s/tmpl_%s.c", directory, name);
    (void)snprintf(header, sizeof(header), "%s/tmpl_%s.h", directory, name);
    char *text = read_file(path, &length);
    bool ok = text != NULL;
    if (!ok) {
        (void)fprintf(stderr, "%s:0: cannot be read: %s\n", path, strerror(errno));
    } else if (!tmplc_compile(path, text, length, &result)) {
        (void)fprintf(stderr, "%s\n", result.message);
        ok = false;
    } else {
        ok = write_file(source, result.source) && write_file(header, result.header);
    }
    if (!ok) {
        (void)remove(source);
        (void)remove(header);
    }
    tmplc_release(&result);
    free(text);
    return ok;
}

int main(int argc, char **argv)
{
    int code = 0;

    if (argc < 4 || strcmp(argv[1], "-o") != 0) {
        (void)fprintf(stderr, "usage: tmplc -o DIRECTORY TEMPLATE.html...\n");
        return 2;
    }
    for (int i = 3; i < argc; i++) {
        if (!compile_file(argv[2], argv[i])) {
            code = 1;
        }
    }
    return code;
}
