/* Files as programs write them, small ones and those that do not stay in memory: the same text. */
#include "import_fichier.h"

#include "arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define PEU 3
#define BEAUCOUP 40000 /* lines: more than a spool keeps in memory */
#define MAXIMUM ((size_t)4 * 1024 * 1024)

static char path[] = "/tmp/sofi-fichier-XXXXXX";
static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_create(0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_destroy(arena);
    return 0;
}

/* `debut`, then `n` times `ligne`, of these many bytes each, then `fin`. */
static void write_file(const char *debut, size_t debut_n, const char *ligne, size_t ligne_n, int n,
                       const char *fin)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(debut, 1, debut_n, file), debut_n);
    for (int i = 0; i < n; i++) {
        assert_int_equal(fwrite(ligne, 1, ligne_n, file), ligne_n);
    }
    assert_true(fputs(fin, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void require_lines(const char *debut, const char *ligne, int n, const char *fin)
{
    struct import_fichier fichier;
    const char *raison = NULL;
    char line[256];
    if (import_fichier_ouvrir(arena, path, MAXIMUM, &fichier, &raison) != STATUS_OK) {
        fail_msg("%s", raison ? raison : "no reason");
    }
    if (debut) {
        assert_non_null(fgets(line, sizeof line, fichier.file));
        assert_string_equal(line, debut);
    }
    for (int i = 0; i < n; i++) {
        assert_non_null(fgets(line, sizeof line, fichier.file));
        assert_string_equal(line, ligne);
    }
    if (fin) {
        assert_non_null(fgets(line, sizeof line, fichier.file));
        assert_string_equal(line, fin);
    }
    assert_null(fgets(line, sizeof line, fichier.file));
    assert_int_equal(fclose(fichier.file), 0);
}

static void each_length(int n)
{
    write_file("", 0, "é;1\n", 5, n, "");
    require_lines(NULL, "é;1\n", n, NULL);
    write_file("", 0, "é;1\n", 5, n, "fin");
    require_lines(NULL, "é;1\n", n, "fin\n");
    write_file("sep=;\n", 6, "é;1\n", 5, n, "fin");
    require_lines("\n", "é;1\n", n, "fin\n");
    write_file("", 0, "\xE9;\x80\r\n", 5, n, "");
    require_lines(NULL, "é;€\r\n", n, NULL);
    write_file("", 0, "\xE9;\x80\n", 4, n, "fin");
    require_lines(NULL, "é;€\n", n, "fin\n");
    write_file("\xFF\xFE", 2, "\xE9\0;\0\xAC\x20\n\0", 8, n, "");
    require_lines(NULL, "é;€\n", n, NULL);
    write_file("\xFE\xFF", 2, "\0\xE9\0;\x20\xAC\0\n", 8, n, "");
    require_lines(NULL, "é;€\n", n, NULL);
    write_file("é;1\n", 5, "\xE9;1\n", 4, n, ""); /* UTF-8 with faults stays what it is */
    require_lines("é;1\n", "\xE9;1\n", n, NULL);
}

static void test_small(void **state)
{
    (void)state;
    each_length(PEU);
}

static void test_large(void **state)
{
    (void)state;
    each_length(BEAUCOUP);
    /* A copy of more than 64 KiB lies on the disk. */
    assert_true(arena_used(arena) < (size_t)4 * 1024 * 1024);
}

static void test_half_a_character_at_the_end(void **state)
{
    (void)state;
    write_file("\xFF\xFE", 2, "A\0", 2, 1, "B");
    require_lines("A\xEF\xBF\xBD\n", "", 0, NULL);
}

static void refuse(size_t octets_max, const char *reason)
{
    struct import_fichier fichier;
    const char *raison = NULL;
    assert_int_equal(import_fichier_ouvrir(arena, path, octets_max, &fichier, &raison),
                     STATUS_REFUSED);
    assert_non_null(strstr(raison, reason));
}

static void test_refused(void **state)
{
    (void)state;
    write_file("", 0, "é;1\n", 5, BEAUCOUP, "");
    refuse((size_t)1 << 16, "fichier de plus de 0 Mo");
    write_file("PK\x03\x04", 4, "", 0, 0, "");
    refuse(MAXIMUM, "zip");
    write_file("\x1F\x8B\x08", 3, "x", 1, 40, "");
    refuse(MAXIMUM, "gzip");
}

int main(void)
{
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_small, setup, teardown),
        cmocka_unit_test_setup_teardown(test_large, setup, teardown),
        cmocka_unit_test_setup_teardown(test_half_a_character_at_the_end, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
