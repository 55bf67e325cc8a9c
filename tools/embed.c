/* Embeds the migrations: embed OUTPUT.c FILE.sql…
 *
 * Writes the table of src/db/migration_table.h. The files may come in any order; a name without its
 * number of four digits, two files of one number, an unreadable or an empty file are errors. Exit
 * code 0 or 1, the reason on stderr.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail(const char *path, const char *reason)
{
    (void)fprintf(stderr, "embed: %s: %s\n", path, reason);
    exit(1);
}

/* Where the name of a migration starts, and its length without the extension. */
static const char *stem(const char *path, int *length_r)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    const char *dot = strrchr(name, '.');
    *length_r = (int)(dot == NULL ? strlen(name) : (size_t)(dot - name));
    return name;
}

static int compare_names(const void *a, const void *b)
{
    int length;
    return strcmp(stem(*(const char *const *)a, &length), stem(*(const char *const *)b, &length));
}

#define NUMBER 4 /* digits, then "_": two branches that took the same one meet here */

/* `paths` is sorted. */
static void check_numbers(char **paths, size_t count)
{
    int length;
    for (size_t i = 0; i < count; i++) {
        const char *name = stem(paths[i], &length);
        if (strspn(name, "0123456789") != NUMBER || name[NUMBER] != '_') {
            fail(paths[i], "its name does not begin with four digits and _");
        }
        if (i > 0 && strncmp(stem(paths[i - 1], &length), name, NUMBER) == 0) {
            fail(paths[i], "another migration has this number");
        }
    }
}

static void write_character(FILE *out, int c)
{
    if (c == '"' || c == '\\' || c == '?') {
        (void)fprintf(out, "\\%c", c);
    } else if (c == '\n') {
        (void)fputs("\\n\"\n     \"", out);
    } else if (c < 0x20 || c >= 0x7f) {
        /* three digits: an octal escape never takes the next character in */
        (void)fprintf(out, "\\%03o", (unsigned)c);
    } else {
        (void)fputc(c, out);
    }
}

static void write_migration(FILE *out, const char *path)
{
    FILE *in = fopen(path, "rb");
    if (in == NULL) {
        fail(path, strerror(errno));
    }
    int length;
    const char *name = stem(path, &length);
    (void)fprintf(out, "    {\"%.*s\",\n     \"", length, name);
    size_t size = 0;
    int c;
    while ((c = fgetc(in)) != EOF) {
        if (c == 0) {
            fail(path, "holds a NUL");
        }
        write_character(out, c);
        size++;
    }
    if (ferror(in) || size == 0) {
        fail(path, size == 0 ? "empty" : "cannot be read");
    }
    (void)fclose(in);
    (void)fprintf(out, "\",\n     %zu},\n", size);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        (void)fputs("usage: embed OUTPUT.c FILE.sql...\n", stderr);
        return 1;
    }
    char **paths = argv + 2;
    size_t count = (size_t)argc - 2;
    qsort(paths, count, sizeof(*paths), compare_names);
    check_numbers(paths, count);
    FILE *out = fopen(argv[1], "wb");
    if (out == NULL) {
        fail(argv[1], strerror(errno));
    }
    (void)fputs("/* Made by tools/embed.c. */\n#include \"migration_table.h\"\n\n"
                "const struct migration migration_table[] = {\n",
                out);
    for (size_t i = 0; i < count; i++) {
        write_migration(out, paths[i]);
    }
    (void)fputs("};\n\nconst size_t migration_count =\n"
                "    sizeof(migration_table) / sizeof(migration_table[0]);\n",
                out);
    bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed) {
        fail(argv[1], "cannot be written");
    }
    return 0;
}
