/* Pages as browsers read them (libxml2's reader of HTML), and forms as they send them. */
#include "web/site.h"

#include "buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>

#include <cmocka.h>

const char *page_gist(const struct reply *reply)
{
    const char *errors = strstr(reply->body, "id=\"erreurs\"");
    const char *title = strstr(reply->body, "<h1");
    return errors ? errors : title ? title : reply->body;
}

void assert_code(const struct reply *reply, int code)
{
    if (reply->code != code) {
        fail_msg("code %d, %d expected\n%s", reply->code, code, page_gist(reply));
    }
}

const char *page_header(const struct reply *reply, const char *name)
{
    const char *value = reply_header(site_arena, reply, name);
    if (!value) {
        fail_msg("code %d, no header %s", reply->code, name);
    }
    return value;
}

/* ---- the tree */

struct found {
    xmlDoc *page;
    xmlXPathContext *context;
    xmlXPathObject *nodes;
};

static xmlDoc *tree_of(const struct reply *reply)
{
    const bool empty = reply->body_length == 0; /* a redirection */
    xmlDoc *page =
        htmlReadMemory(empty ? "<p></p>" : reply->body, empty ? 7 : (int)reply->body_length, NULL,
                       "UTF-8", HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    assert_non_null(page);
    return page;
}

static struct found find(const struct reply *reply, const char *xpath)
{
    struct found found = {.page = tree_of(reply)};
    found.context = xmlXPathNewContext(found.page);
    found.nodes = xmlXPathEvalExpression((const xmlChar *)xpath, found.context);
    if (found.nodes == NULL || found.nodes->type != XPATH_NODESET) {
        fail_msg("no expression for nodes: %s", xpath);
    }
    return found;
}

static size_t count_of(const struct found *found)
{
    const xmlNodeSet *set = found->nodes->nodesetval;
    return set != NULL ? (size_t)set->nodeNr : 0;
}

static void end(struct found *found)
{
    xmlXPathFreeObject(found->nodes);
    xmlXPathFreeContext(found->context);
    xmlFreeDoc(found->page);
}

/* In the arena of the test; NULL stays NULL. */
static const char *kept_text(xmlChar *text)
{
    const char *kept = text ? arena_strdup(site_arena, (const char *)text) : NULL;
    xmlFree(text);
    return kept;
}

static const char *attribute(xmlNode *node, const char *name)
{
    return kept_text(xmlGetProp(node, (const xmlChar *)name));
}

static bool is(const xmlNode *node, const char *name)
{
    return strcmp((const char *)node->name, name) == 0;
}

static void collapse_spaces(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        bool space = strchr(" \t\r\n", *from) != NULL;
        if (!space || (to > text && to[-1] != ' ')) {
            *to++ = space ? ' ' : *from;
        }
    }
    to -= to > text && to[-1] == ' ';
    *to = '\0';
}

size_t page_count(const struct reply *reply, const char *xpath)
{
    struct found found = find(reply, xpath);
    size_t n = count_of(&found);
    end(&found);
    return n;
}

const char *page_text(const struct reply *reply, const char *xpath)
{
    struct found found = find(reply, xpath);
    char *text = NULL;
    if (count_of(&found) > 0) {
        xmlChar *content = xmlNodeGetContent(found.nodes->nodesetval->nodeTab[0]);
        text = arena_strdup(site_arena, (const char *)content);
        xmlFree(content);
        collapse_spaces(text);
    }
    end(&found);
    return text;
}

static bool is_shown(const xmlNode *node)
{
    return !is(node, "script") && !is(node, "style") && !is(node, "template");
}

/* The next of the tree in its order; what is below `node` is left out with `skip`. */
static const xmlNode *next_node(const xmlNode *node, bool skip)
{
    if (node->children && !skip) {
        return node->children;
    }
    while (node && !node->next) {
        node = node->parent;
    }
    return node ? node->next : NULL;
}

/* The text of the page, as it is shown or could be. */
static const char *words_of(const struct reply *reply)
{
    xmlDoc *page = tree_of(reply);
    struct buffer words;
    buffer_init(&words, site_arena, reply->body_length + 1);
    const xmlNode *node = xmlDocGetRootElement(page);
    while (node) {
        bool element = node->type == XML_ELEMENT_NODE;
        if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
            buffer_text(&words, (const char *)node->content);
        }
        node = next_node(node, !element || !is_shown(node));
    }
    xmlFreeDoc(page);
    collapse_spaces(words.data);
    return words.data;
}

bool page_has(const struct reply *reply, const char *text)
{
    const char *none = NULL;
    const char **words = reply->words ? reply->words : &none;
    if (!*words) {
        *words = words_of(reply);
    }
    return strstr(*words, text) != NULL;
}

static bool source_has(const struct reply *reply, const char *source)
{
    return strstr(reply->body, source) != NULL;
}

void page_lacks(const struct reply *reply, const char *text)
{
    if (source_has(reply, text) || page_has(reply, text)) {
        fail_msg("code %d, the page holds: %s\n%s", reply->code, text, page_gist(reply));
    }
}

static void require(const struct reply *reply, bool shown, const char *what)
{
    if (!shown) {
        fail_msg("code %d, the page does not show: %s\n%s", reply->code, what, page_gist(reply));
    }
}

void page_shows(const struct reply *reply, const char *text)
{
    require(reply, page_has(reply, text), text);
}

void page_finds(const struct reply *reply, const char *xpath)
{
    require(reply, page_count(reply, xpath) > 0, xpath);
}

void page_source_shows(const struct reply *reply, const char *source)
{
    require(reply, source_has(reply, source), source);
}

/* ---- forms */

/* Where none is chosen, the first, as browsers do. */
static const char *chosen(xmlNode *select)
{
    xmlNode *first = NULL;
    for (xmlNode *node = select->children; node != NULL; node = node->next) {
        xmlNode *option = is(node, "optgroup") ? node->children : node;
        for (; option != NULL; option = option != node ? option->next : NULL) {
            if (!is(option, "option")) {
                continue;
            }
            first = first ? first : option;
            if (xmlHasProp(option, (const xmlChar *)"selected")) {
                return attribute(option, "value");
            }
        }
    }
    return first ? attribute(first, "value") : "";
}

/* Browsers drop the first line feed, and send line ends as CR LF: here they stay as they are. */
static const char *typed(xmlNode *textarea)
{
    const char *text = kept_text(xmlNodeGetContent(textarea));
    return text + (*text == '\n');
}

/* NULL: the control is not sent. */
static const char *control(xmlNode *node)
{
    if (is(node, "select")) {
        return chosen(node);
    }
    if (is(node, "textarea")) {
        return typed(node);
    }
    const char *type = attribute(node, "type");
    type = type ? type : "text";
    bool box = strcmp(type, "checkbox") == 0 || strcmp(type, "radio") == 0;
    if (strcmp(type, "file") == 0 || (box && !xmlHasProp(node, (const xmlChar *)"checked"))) {
        return NULL;
    }
    const char *value = attribute(node, "value");
    return value ? value : "";
}

/* What stands in a <template> is no part of the page. */
static const char *controls_of(const char *action)
{
    return arena_printf(site_arena,
                        "(//form[@method='post'][@action=\"%s\"][not(ancestor::template)])[1]//*"
                        "[self::input or self::select or self::textarea][@name]"
                        "[not(@disabled)][not(ancestor::template)]",
                        action);
}

struct params page_form(const struct reply *reply, const char *action)
{
    struct params form = {0};
    struct found found = find(reply, controls_of(action));
    for (size_t i = 0; i < count_of(&found); i++) {
        xmlNode *node = found.nodes->nodesetval->nodeTab[i];
        const char *value = control(node);
        if (value != NULL) {
            form_add(&form, attribute(node, "name"), value);
        }
    }
    end(&found);
    if (form.n == 0) {
        fail_msg("code %d, no form posts to %s:\n%s", reply->code, action, reply->body);
    }
    return form;
}

const char *page_jeton_of(const struct reply *reply, const char *action)
{
    struct params form = page_form(reply, action);
    const char *jeton = params_get(&form, "jeton");
    assert_non_null(jeton);
    return jeton;
}

bool form_is_token(const char *name)
{
    return strcmp(name, "jeton") == 0 || strcmp(name, "envoi") == 0;
}

void form_add(struct params *form, const char *name, const char *value)
{
    struct param *items = ARENA_ARRAY(site_arena, struct param, form->n + 1);
    if (form->n) {
        memcpy(items, form->items, form->n * sizeof *items);
    }
    items[form->n++] = (struct param){.name = name, .value = value};
    form->items = items;
}

void form_set(struct params *form, const char *name, const char *value)
{
    size_t i = 0;
    while (i < form->n && strcmp(form->items[i].name, name) != 0) {
        i++;
    }
    if (i == form->n) {
        if (value) {
            form_add(form, name, value);
        }
    } else if (value) {
        form->items[i].value = value;
    } else {
        form->n--;
        memmove(&form->items[i], &form->items[i + 1], (form->n - i) * sizeof *form->items);
    }
}

const char *form_encode(const struct params *form)
{
    return params_encode(form, site_arena, NULL);
}

/* ---- what people do */

struct params browser_form(struct browser *browser, const char *path)
{
    struct reply page = browser_get(browser, path);
    assert_code(&page, 200);
    return page_form(&page, path);
}

struct reply send_form(struct browser *browser, const char *path, const struct params *form)
{
    return browser_post(browser, path, form_encode(form));
}

struct reply follow(struct browser *browser, const struct reply *reply)
{
    assert_code(reply, 303);
    struct reply page = browser_get(browser, page_header(reply, "Location"));
    assert_code(&page, 200);
    return page;
}
