/* Runs the templates of good/ and compares with what the language says they print. */
#include "memory.h"
#include "tmpl_arbre.h"
#include "tmpl_blancs.h"
#include "tmpl_conditions.h"
#include "tmpl_contextes.h"
#include "tmpl_dans_layout.h"
#include "tmpl_icones.h"
#include "tmpl_options.h"
#include "tmpl_pointeur_layout.h"

#include <stdio.h>

static int passed;
static int failed;

static void check(const char *name, struct buffer *out, const char *expected)
{
    const char *found = out->data == NULL ? "" : out->data;

    if (strcmp(found, expected) == 0) {
        passed++;
    } else {
        failed++;
        printf("FAILED %s\n--- expected\n%s\n--- found\n%s\n", name, expected, found);
    }
    free(out->data);
    *out = (struct buffer){0};
}

#define HEAD(title)                                                                                \
    "<!doctype html>\n<html lang=\"fr\">\n<head>\n<title>" title                                   \
    " - SOFI</title>\n<script src=\"/a.js\" defer></script>\n</head>\n<body>\n"

static void check_layouts(void)
{
    struct buffer out = {0};
    struct page_view other = {.titre = "A & B"};
    struct tout_view v = {
        .page = {.titre = "T"}, .autre_page = &other, .texte = "<x>", .nombre = SIZE_MAX};

    tmpl_dans_layout(&out, &v);
    check("layout in a layout", &out,
          HEAD("T") "<main>\n<h1>&lt;x&gt;</h1>\n</main>\n</body>\n</html>\n");
    v.page.titre = NULL;
    tmpl_dans_layout(&out, &v);
    check("layout without its content", &out,
          HEAD("") "<main>\n<p>Sans titre</p>\n</main>\n</body>\n</html>\n");
    tmpl_pointeur_layout(&out, &v);
    check("layout with a pointer", &out,
          HEAD("A &amp; B") "<p>18446744073709551615</p>\n</body>\n</html>\n");
}

static void check_includes(void)
{
    struct buffer out = {0};
    struct noeud_view leaves[] = {{.nom = "b"}, {.nom = "c&"}};
    struct noeud_view root = {.nom = "a", .enfants = {leaves, 2}};
    const struct noeud_view *links[] = {&leaves[1]};
    struct tout_view v = {.racine = root, .liens = {links, 1}};

    tmpl_arbre(&out, &v);
    check("tree", &out,
          "<ul>\n<li>a\n<ul>\n<li>b\n</li>\n<li>c&amp;\n</li>\n</ul>\n</li>\n"
          "<li>c&amp;\n</li>\n<b>c&amp;</b>\n</ul>\n");
}

static void check_loops(void)
{
    struct buffer out = {0};
    struct option items[] = {{"1", "Un", false}, {"\"2\"", "Deux", true}};
    struct option_list list = {items, 2};
    struct option_list empty = {NULL, 0};

    tmpl_options(&out, &list);
    check("options", &out,
          "<select name=\"x\"><option value=\"1\">1/0 Un</option>"
          "<option value=\"&quot;2&quot;\" selected>2/1 Deux</option></select>\n");
    tmpl_options(&out, &empty);
    check("no option", &out, "<select name=\"x\"><option>Aucun</option></select>\n");
}

static void check_conditions(void)
{
    struct buffer out = {0};
    struct page_view other = {0};
    struct tout_view v = {.oui = true,
                          .texte = "x\\y",
                          .court = "d",
                          .autre_page = &other,
                          .id = 12,
                          .etat = ETAT_VALIDE,
                          .negatif = -3};

    tmpl_conditions(&out, &v);
    check("conditions that hold", &out, "acdef\ngik\nln\n");
    v = (struct tout_view){.id = 1};
    tmpl_conditions(&out, &v);
    check("conditions that do not", &out, "bf\nhjk\nm\n");
}

static void check_blanks(void)
{
    struct buffer out = {0};
    struct tout_view v = {.oui = true, .texte = "\nt", .nombre = 0};

    tmpl_blancs(&out, &v);
    check("white space", &out,
          "<div>\n<p  class=\"a  b\">  é \nt  </p>\n0\n</div>\n<pre>\n  \n   x\n  \n</pre>\n"
          "<textarea name=\"t\">\n\nt</textarea>\n<p>\?\?= \"\\\"</p>\nfin\n");
    v.oui = false;
    v.texte = NULL;
    tmpl_blancs(&out, &v);
    check("white space, other branch", &out,
          "<div>\n0\n</div>\n<pre>\n  \n</pre>\n"
          "<textarea name=\"t\">\n</textarea>\n<p>\?\?= \"\\\"</p>\n\n");
}

static void check_assets(void)
{
    struct buffer out = {0};
    struct page_view v = {0};

    tmpl_icones(&out, &v);
    check("assets and icons", &out,
          "<link rel=\"stylesheet\" href=\"/actifs/sofi.0123.css\">\n"
          "<picture><source srcset=\"/actifs/sofi.0123.css 2x\"></picture>\n"
          "<p><svg class=\"icon\" aria-hidden=\"true\">"
          "<use href=\"/actifs/icones.4567.svg#arrow-right\"></use></svg>Suite</p>\n");
}

static void check_contexts(void)
{
    struct buffer out = {0};
    const char *const words[] = {"<i>", NULL, "é"};
    struct tout_view v = {.url = "/a b?x=1&y='",
                          .texte = "a/'\"<é&",
                          .email = "a+b@c.fr?bcc=x",
                          .id = INT64_MIN,
                          .nombre = 7,
                          .negatif = -1,
                          .oui = true,
                          .brut = {"<hr>", 4},
                          .mots = {words, 3}};

    tmpl_contextes(&out, &v);
    check("contexts", &out,
          "<a href=\"/a%20b?x=1&amp;y=&#39;\" title='a/&#39;&quot;&lt;é&amp;' data-n=\"-1\">"
          "a/'\"&lt;é&amp;</a>\n"
          "<a "
          "href=\"/x/a%2F%27%22%3C%C3%A9%26?q=a%2F%27%22%3C%C3%A9%26#-9223372036854775808\">1</a>\n"
          "<a href=\"/a%20b?x=1&amp;y=&#39;?page=7\">2</a>\n"
          "<a href=\"mailto:a+b@c.fr%3Fbcc%3Dx\">3</a>\n"
          "<a href=\"https://exemple.fr/a%2F%27%22%3C%C3%A9%26\">4</a>\n"
          "<a href=\"/a?q=a%2F%27%22%3C%C3%A9%26\" class=\"c\">5</a>\n"
          "<ul><li>&lt;i&gt;</li><li></li><li>é</li></ul>\n<hr>\n");
}

int main(void)
{
    check_layouts();
    check_includes();
    check_loops();
    check_conditions();
    check_blanks();
    check_contexts();
    check_assets();
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}
