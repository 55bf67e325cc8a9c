/* The map: what is drawn where, what is said, and what names and places may be. */
#include "carte.h"

#include "text.h"
#include "utf8.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

static const struct carte_point site = {.longitude = 0, .latitude = 60000000, .nom = "Site"};

static const char *draw_at(struct carte_point centre, const struct carte_point *communes, size_t n,
                           int rayon_km)
{
    const struct carte carte = {
        .site = centre, .communes = {.items = communes, .n = n}, .rayon_km = rayon_km};
    struct html html = carte_svg(arena, &carte);
    assert_int_equal(strlen(html.data), html.length);
    assert_true(utf8_is_valid(html.data, html.length));
    assert_memory_equal(html.data, "<svg ", 5);
    assert_string_equal(html.data + html.length - 6, "</svg>");
    assert_null(strstr(html.data, "style="));
    assert_null(strstr(html.data, "nan"));
    assert_null(strstr(html.data, "inf"));
    return html.data;
}

static const char *draw(const struct carte_point *communes, size_t n, int rayon_km)
{
    return draw_at(site, communes, n, rayon_km);
}

static size_t count(const char *text, const char *what)
{
    size_t n = 0;
    while ((text = strstr(text, what)) != NULL) {
        text += strlen(what);
        n++;
    }
    return n;
}

static double number_after(const char *text, const char *what)
{
    const char *at = strstr(text, what);
    assert_non_null(at);
    return strtod(at + strlen(what), NULL);
}

static void test_places(void **state)
{
    (void)state;
    /* At 60°, a degree of longitude is 55.6 km: 0.1° east is 5.56 km, 0.05° south as well. */
    const struct carte_point est = {100000, 60000000, "Est"};
    const struct carte_point sud = {0, 59950000, "Sud"};
    const char *svg = draw(&est, 1, 10);
    const char *dot = strstr(svg, "carte-commune");
    assert_non_null(dot);
    assert_true(fabs(number_after(dot, "cx=\"") - (160 + 55.6)) < 0.2);
    assert_true(fabs(number_after(dot, "cy=\"") - 110) < 0.2);
    dot = strstr(draw(&sud, 1, 10), "carte-commune");
    assert_true(fabs(number_after(dot, "cx=\"") - 160) < 0.2);
    assert_true(fabs(number_after(dot, "cy=\"") - (110 + 55.6)) < 0.2);
}

static void test_words(void **state)
{
    (void)state;
    const struct carte_point communes[] = {{0, 60000000, "Ici"},
                                           {0, 60010000, "Nord"},
                                           {100000, 60000000, "Est"},
                                           {-100000, 60050000, "Nord-Ouest"},
                                           {3000000, 60000000, "Trop loin"}};
    const char *svg = draw(communes, 5, 10);
    assert_non_null(strstr(svg, "role=\"img\""));
    assert_non_null(strstr(svg, "<title>Carte\u00a0: Site et les communes autour</title>"));
    assert_non_null(strstr(svg,
                           "<desc>Ici centre à 0,0\u00a0km, Nord centre à 1,1\u00a0km au nord, "
                           "Est centre à 5,6\u00a0km à l'est, "
                           "Nord-Ouest centre à 7,9\u00a0km au nord-ouest</desc>"));
    assert_null(strstr(svg, "Trop loin"));
    assert_int_equal(count(svg, "carte-commune"), 4);
    assert_non_null(strstr(draw(NULL, 0, 10), "<desc>Aucune commune autour</desc>"));
}

static void test_directions(void **state)
{
    (void)state;
    static const char *const names[] = {"à l'est<",   "au nord-est<",  "au nord<", "au nord-ouest<",
                                        "à l'ouest<", "au sud-ouest<", "au sud<",  "au sud-est<"};
    for (int i = 0; i < 16; i++) {
        double angle = (i + 0.1) * M_PI / 8; /* the border of two directions is passed */
        const struct carte_point there = {(int32_t)(cos(angle) * 100000),
                                          60000000 + (int32_t)(sin(angle) * 50000), "Là"};
        assert_non_null(strstr(draw(&there, 1, 10), names[(i + 1) / 2 % 8]));
    }
}

static void test_scale(void **state)
{
    (void)state;
    static const struct {
        int rayon_km;
        const char *label;
    } scales[] = {{-5, ">1 km<"},  {0, ">1 km<"},    {1, ">1 km<"},
                  {2, ">1 km<"},   {3, ">2 km<"},    {7, ">5 km<"},
                  {13, ">10 km<"}, {100, ">10 km<"}, {2000000000, ">10 km<"}};
    for (size_t i = 0; i < sizeof(scales) / sizeof(*scales); i++) {
        const char *svg = draw(NULL, 0, scales[i].rayon_km);
        assert_non_null(strstr(svg, scales[i].label));
        assert_in_range((int)number_after(svg, "M10 205v5h"), 0, 100);
    }
    assert_true(number_after(draw(NULL, 0, 10), "M10 205v5h") == 50); /* 5 km of 10 */
}

/* No two names drawn over each other, none over the border. */
static size_t require_apart(const char *svg)
{
    struct {
        double left;
        double right;
        double y;
    } boxes[64];
    size_t n = 0;
    for (const char *at = svg; (at = strstr(at, "<text class=\"carte-nom\" text-anchor=")) != NULL;
         at++) {
        char anchor[8] = "";
        const char *name = strchr(at, '>') + 1;
        char *text = arena_strndup(arena, name, strcspn(name, "<"));
        double width = (double)text_length(text) * 5.5; /* of 11 units high letters */
        double x = number_after(at, "x=\"");
        assert_int_equal(sscanf(strstr(at, "anchor=\""), "anchor=\"%7[a-z]", anchor), 1);
        double left = anchor[0] == 's' ? x : anchor[0] == 'e' ? x - width : x - width / 2;
        boxes[n].left = left;
        boxes[n].right = left + width;
        boxes[n].y = number_after(at, " y=\"");
        assert_true(left >= 0 && left + width <= 320 && boxes[n].y >= 11 && boxes[n].y <= 220);
        for (size_t i = 0; i < n; i++) {
            assert_true(boxes[i].right <= boxes[n].left || boxes[n].right <= boxes[i].left ||
                        fabs(boxes[i].y - boxes[n].y) >= 10);
        }
        n++;
    }
    return n;
}

static void test_names_apart(void **state)
{
    (void)state;
    struct carte_point communes[60];
    for (int i = 0; i < 60; i++) {
        communes[i] = (struct carte_point){.longitude = (i * 7919 % 41 - 20) * 12000,
                                           .latitude = 60000000 + (i * 104729 % 37 - 18) * 5000,
                                           .nom = i % 3 ? "Saint-Sébastien-sur-Loire" : "Rezé"};
    }
    for (size_t n = 1; n <= 60; n++) {
        size_t named = require_apart(draw(communes, n, 12));
        assert_in_range(named, 1, n);
    }
}

static void test_nearest_is_named(void **state)
{
    (void)state;
    const struct carte_point same[] = {{50000, 60000000, "Une"},   {50000, 60000000, "Deux"},
                                       {50001, 60000000, "Trois"}, {50001, 60000001, "Quatre"},
                                       {50002, 60000002, "Cinq"},  {50002, 60000002, "Six"}};
    const char *svg = draw(same, 6, 10);
    assert_int_equal(count(svg, "carte-commune"), 6);
    assert_non_null(strstr(svg, ">Une</text>"));
    assert_in_range(require_apart(svg), 1, 4);
    assert_null(strstr(svg, ">Six</text>"));
    assert_non_null(strstr(svg, "Six centre à")); /* said all the same */
    /* Under the pin too: the commune of the site is the one that matters. */
    const struct carte_point here[] = {{0, 60000000, "Nantes"}, {2000, 60004000, "Rezé"}};
    assert_non_null(strstr(draw(&here[0], 1, 10), ">Nantes</text>"));
    assert_non_null(strstr(draw(&here[1], 1, 10), ">Rezé</text>"));
}

static void test_hostile(void **state)
{
    (void)state;
    const char *name = "</title><script>alert(1)</script> & \"é\"";
    const struct carte_point there = {20000, 60000000, name};
    const char *svg = draw_at((struct carte_point){0, 60000000, name}, &there, 1, 10);
    assert_null(strstr(svg, "<script"));
    assert_int_equal(count(svg, "</title>"), 1);
    char *huge = arena_alloc(arena, 10001);
    memset(huge, 'W', 10000);
    const struct carte_point wide = {20000, 60000000, huge};
    assert_int_equal(require_apart(draw(&wide, 1, 10)), 0);
    const struct carte_point edges[] = {{INT32_MIN, INT32_MIN, "a"},
                                        {INT32_MAX, INT32_MAX, "b"},
                                        {0, 90000000, ""},
                                        {0, 60000000, ""}};
    for (size_t i = 0; i < 4; i++) {
        draw_at(edges[i], edges, 4, 10);
    }
    struct carte_point *many = ARENA_ARRAY(arena, struct carte_point, 5000);
    for (size_t i = 0; i < 5000; i++) {
        many[i] = (struct carte_point){(int32_t)i, 60000000, "x"};
    }
    assert_in_range(count(draw(many, 5000, 10), "carte-commune"), 1, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_places, setup, teardown),
        cmocka_unit_test_setup_teardown(test_words, setup, teardown),
        cmocka_unit_test_setup_teardown(test_directions, setup, teardown),
        cmocka_unit_test_setup_teardown(test_scale, setup, teardown),
        cmocka_unit_test_setup_teardown(test_names_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nearest_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(test_hostile, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
