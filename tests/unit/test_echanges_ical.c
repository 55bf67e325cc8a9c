/* Calendars: RFC 5545, read back by unfolding and unescaping. */
#include "ical.h"

#include "arena.h"
#include "text.h"
#include "utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;
static struct buffer out;

static int setup(void **state)
{
    (void)state;
    arena = arena_create(0);
    buffer_init(&out, arena, 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_destroy(arena);
    return 0;
}

/* The whole with its lines checked and unfolded, LF at their ends. */
static const char *unfolded(void)
{
    struct buffer text;
    buffer_init(&text, arena, out.length);
    const char *line = out.data;
    while (*line) {
        const char *end = strstr(line, "\r\n");
        assert_non_null(end);
        size_t length = (size_t)(end - line);
        assert_in_range(length, 1, 75);
        assert_null(memchr(line, '\n', length));
        assert_null(memchr(line, '\r', length));
        assert_true(utf8_is_valid(line, length)); /* no character is cut */
        bool folded = *line == ' ';
        if (text.length && !folded) {
            buffer_char(&text, '\n');
        }
        buffer_append(&text, line + folded, length - folded);
        line = end + 2;
    }
    return text.data;
}

static const char *write_one(const struct ical_evenement *evenement)
{
    ical_debut(&out, "Portes ouvertes");
    ical_ajouter(&out, evenement, 1774353600);
    ical_fin(&out);
    return unfolded();
}

static void test_whole(void **state)
{
    (void)state;
    const struct ical_evenement evenement = {.uid = "porte-ouverte-81@sofi.exemple.fr",
                                             .titre = "Portes ouvertes, Lycée « Les Bruyères »",
                                             .debut = "2026-12-31",
                                             .fin = "",
                                             .lieu = "12 rue Kervégan; Nantes",
                                             .description = "Accueil\nVisite \\ ateliers",
                                             .adresse = "https://sofi.exemple.fr/po?a=1,2;b=3",
                                             .longitude = "-1.520554",
                                             .latitude = "47.209355",
                                             .sequence = 3,
                                             .modifie = 1774443900};
    assert_string_equal(write_one(&evenement),
                        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//SOFI//Portes ouvertes//FR\n"
                        "CALSCALE:GREGORIAN\nMETHOD:PUBLISH\nX-WR-CALNAME:Portes ouvertes\n"
                        "REFRESH-INTERVAL;VALUE=DURATION:PT12H\nX-PUBLISHED-TTL:PT12H\n"
                        "BEGIN:VEVENT\nUID:porte-ouverte-81@sofi.exemple.fr\n"
                        "DTSTAMP:20260324T120000Z\nSEQUENCE:3\n"
                        "LAST-MODIFIED:20260325T130500Z\nSTATUS:CONFIRMED\n"
                        "DTSTART;VALUE=DATE:20261231\nDTEND;VALUE=DATE:20270101\n"
                        "SUMMARY:Portes ouvertes\\, Lycée « Les Bruyères »\n"
                        "LOCATION:12 rue Kervégan\\; Nantes\n"
                        "DESCRIPTION:Accueil\\nVisite \\\\ ateliers\n"
                        "URL:https://sofi.exemple.fr/po?a=1,2;b=3\n"
                        "GEO:47.209355;-1.520554\nTRANSP:TRANSPARENT\nEND:VEVENT\nEND:VCALENDAR");
}

static void test_nothing_to_say(void **state)
{
    (void)state;
    const struct ical_evenement evenement = {.uid = "1@x",
                                             .titre = "PO",
                                             .debut = "2026-03-01",
                                             .fin = "2026-03-02",
                                             .lieu = "",
                                             .longitude = "-1.5"};
    const char *text = write_one(&evenement);
    assert_non_null(strstr(text, "\nDTSTART;VALUE=DATE:20260301\nDTEND;VALUE=DATE:20260303\n"));
    assert_null(strstr(text, "LOCATION"));
    assert_null(strstr(text, "DESCRIPTION"));
    assert_null(strstr(text, "URL"));
    assert_null(strstr(text, "GEO"));
}

static void test_cancelled_on_line(void **state)
{
    (void)state;
    const struct ical_evenement evenement = {.uid = "1@x",
                                             .titre = "Visio",
                                             .debut = "2026-03-01",
                                             .annule = true,
                                             .connexion = "https://visio.exemple.fr/a;b"};
    const char *text = write_one(&evenement);
    assert_non_null(strstr(text, "\nSTATUS:CANCELLED\n"));
    assert_null(strstr(text, "CONFIRMED"));
    assert_null(strstr(text, "LAST-MODIFIED"));
    assert_non_null(strstr(text, "\nCONFERENCE;VALUE=URI:https://visio.exemple.fr/a;b\n"));
}

static void test_days(void **state)
{
    (void)state;
    static const struct {
        const char *debut;
        const char *fin;
        const char *end; /* NULL: no event */
    } days[] = {{"2028-02-28", "", "20280229"},
                {"2026-02-28", "2026-02-28", "20260301"},
                {"2026-03-05", "2026-03-01", "20260306"},
                {"2026-03-05", "demain", "20260306"},
                {"2026-12-30", "2027-01-02", "20270103"},
                {"2026-02-30", "", NULL},
                {"", "", NULL},
                {"2026-03-05\r\nX:1", "", NULL}};
    for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++) {
        const struct ical_evenement evenement = {
            .uid = "1@x", .titre = "PO", .debut = days[i].debut, .fin = days[i].fin};
        buffer_init(&out, arena, 0);
        const char *text = write_one(&evenement);
        const char *end = strstr(text, "DTEND;VALUE=DATE:");
        assert_true((end != NULL) == (days[i].end != NULL));
        assert_true((strstr(text, "BEGIN:VEVENT") != NULL) == (days[i].end != NULL));
        if (end) {
            assert_memory_equal(end + strlen("DTEND;VALUE=DATE:"), days[i].end, 8);
        }
    }
}

static void test_hostile(void **state)
{
    (void)state;
    const char *text = "a\r\nEND:VEVENT\rX\x01\x7f\tb\nATTACH:file:///etc/passwd";
    const struct ical_evenement evenement = {.uid = text,
                                             .titre = text,
                                             .debut = "2026-03-05",
                                             .fin = text,
                                             .lieu = text,
                                             .description = text,
                                             .adresse = "https://x/\r\nATTACH:y",
                                             .longitude = "1\r\nX:1",
                                             .latitude = "2"};
    const char *all = write_one(&evenement);
    assert_null(strstr(all, "\nATTACH"));
    assert_null(strstr(all, "\nX:"));
    assert_non_null(strstr(all, "\nSUMMARY:a\\nEND:VEVENTXb\\nATTACH:file:///etc/passwd\n"));
    const char *end = strstr(all, "\nEND:VEVENT");
    assert_string_equal(end, "\nEND:VEVENT\nEND:VCALENDAR");
}

/* Every length, so that each place of a fold falls in each kind of character. */
static void test_folding(void **state)
{
    (void)state;
    static const char *const characters[] = {"a", "é", "€", "😀", ",", "\n"};
    static const char *const escaped[] = {"a", "é", "€", "😀", "\\,", "\\n"};
    for (size_t kind = 0; kind < 6; kind++) {
        struct buffer text;
        struct buffer expected;
        buffer_init(&text, arena, 0);
        buffer_init(&expected, arena, 0);
        buffer_text(&expected, "\nSUMMARY:");
        for (size_t n = 1; n < 160; n++) {
            const struct ical_evenement evenement = {.uid = "1@x", .debut = "2026-03-05"};
            struct ical_evenement e = evenement;
            buffer_text(&text, characters[kind]);
            buffer_text(&expected, escaped[kind]);
            e.titre = text.data;
            buffer_init(&out, arena, 0);
            assert_non_null(
                strstr(write_one(&e), arena_printf(arena, "%s\nTRANSP", expected.data)));
        }
    }
    char *huge = arena_alloc(arena, 1000001);
    memset(huge, 'x', 1000000);
    const struct ical_evenement e = {.uid = "1@x", .debut = "2026-03-05", .description = huge};
    buffer_init(&out, arena, 0);
    assert_non_null(strstr(write_one(&e), huge));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_to_say, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cancelled_on_line, setup, teardown),
        cmocka_unit_test_setup_teardown(test_days, setup, teardown),
        cmocka_unit_test_setup_teardown(test_hostile, setup, teardown),
        cmocka_unit_test_setup_teardown(test_folding, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
