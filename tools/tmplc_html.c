/* The follower of the HTML: what decides how each print is escaped. It reads a strict subset, so
 * that a browser cannot see another document than it does: attribute values in quotes, no < in
 * text, no inline script or style. */
#include "tmplc.h"

#include <string.h>
#include <strings.h>

struct reader {
    struct compiler *compiler;
    const char *at;
    const char *end;
};

/* --- Words */

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (strcmp(*words, word) == 0) {
            return true;
        }
    }
    return false;
}

static bool begins_with(const char *word, const char *prefix)
{
    return strncmp(word, prefix, strlen(prefix)) == 0;
}

const char *html_place(const struct context *context)
{
    static const char *const names[] = {
        [PLACE_TEXT] = "text",
        [PLACE_RCDATA] = "the content of <title> or <textarea>",
        [PLACE_SCRIPT] = "<script>",
        [PLACE_COMMENT] = "a comment",
        [PLACE_DECLARATION] = "a <! declaration",
        [PLACE_TAG_NAME] = "the name of a tag",
        [PLACE_END_TAG] = "an end tag",
        [PLACE_GAP] = "a tag",
        [PLACE_WORD] = "a tag",
        [PLACE_ATTRIBUTE_NAME] = "the name of an attribute",
        [PLACE_EQUAL] = "an attribute value without quotes",
        [PLACE_VALUE] = "an attribute value",
    };

    return names[context->place];
}

static enum attribute_kind attribute_kind(struct compiler *compiler, const char *name)
{
    static const char *const urls[] = {
        "action",      "background", "cite",       "classid",   "data",        "formaction",
        "href",        "longdesc",   "manifest",   "ping",      "poster",      "profile",
        "src",         "usemap",     "xlink:href", "icon",      "codebase",    "hx-get",
        "hx-post",     "hx-put",     "hx-patch",   "hx-delete", "hx-push-url", "hx-replace-url",
        "sse-connect", "ws-connect", NULL,
    };
    static const char *const closed[] = {"srcset",     "imagesrcset", "hx-vals",    "hx-vars",
                                         "hx-headers", "hx-request",  "hx-trigger", NULL};
    const char *plain = begins_with(name, "data-hx-") ? name + strlen("data-") : name;

    if (begins_with(name, "on") || begins_with(plain, "hx-on")) {
        fail(compiler, compiler->line, "inline code in %s is refused (the CSP forbids it)", name);
    }
    if (strcmp(name, "style") == 0) {
        fail(compiler, compiler->line, "inline style is refused (the CSP forbids it)");
    }
    if (strcmp(name, "srcdoc") == 0 || strcmp(name, "http-equiv") == 0) {
        fail(compiler, compiler->line, "attribute %s is refused", name);
    }
    if (is_one_of(plain, closed)) {
        return ATTRIBUTE_CLOSED;
    }
    return is_one_of(plain, urls) ? ATTRIBUTE_URL : ATTRIBUTE_PLAIN;
}

static void check_element(struct compiler *compiler, const char *name)
{
    static const char *const refused[] = {"style",     "iframe", "xmp",   "noembed", "noframes",
                                          "plaintext", "object", "embed", "base",    NULL};

    if (is_one_of(name, refused)) {
        fail(compiler, compiler->line, "element <%s> is refused", name);
    }
}

/* --- Reading */

/* Sends the next `count` bytes as they are. */
static void pass(struct reader *reader, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        reader->compiler->line += reader->at[i] == '\n';
    }
    text_add(reader->compiler, &reader->compiler->markup, reader->at, count);
    reader->at += count;
}

static bool next_is(const struct reader *reader, const char *bytes)
{
    size_t length = strlen(bytes);

    return (size_t)(reader->end - reader->at) >= length &&
           strncasecmp(reader->at, bytes, length) == 0;
}

static bool at_name_byte(const struct reader *reader)
{
    return reader->at < reader->end && (is_letter(*reader->at) || is_digit(*reader->at) ||
                                        strchr("-_:.@", *reader->at) != NULL);
}

/* Sends a run of blanks, as one line feed when it holds one: pages stay small. */
static void pass_blanks(struct reader *reader)
{
    struct compiler *compiler = reader->compiler;
    const struct text *markup = &compiler->markup;
    size_t count = 0;
    bool feed = false;

    while (reader->at + count < reader->end && is_blank(reader->at[count])) {
        feed = feed || reader->at[count] == '\n';
        count++;
    }
    if (!feed || compiler->context.in_pre) {
        pass(reader, count);
        return;
    }
    bool repeated = markup->length != 0 && markup->data[markup->length - 1] == '\n';
    for (size_t i = 0; i < count; i++) {
        compiler->line += reader->at[i] == '\n';
    }
    reader->at += count;
    text_add(compiler, &compiler->markup, "\n", repeated ? 0 : 1);
}

static void enter_text(struct context *context)
{
    context->place = PLACE_TEXT;
    context->element[0] = '\0';
    context->attribute[0] = '\0';
    context->has_src = false;
}

/* Takes the rest of a name, in small letters, behind what `name` holds already. */
static void read_name(struct reader *reader, char name[static TMPLC_NAME_MAX])
{
    size_t length = strlen(name);

    while (at_name_byte(reader)) {
        if (length == TMPLC_NAME_MAX - 1) {
            fail(reader->compiler, reader->compiler->line, "name of more than %d bytes",
                 TMPLC_NAME_MAX - 1);
        }
        name[length++] = to_lower(*reader->at);
        name[length] = '\0';
        pass(reader, 1);
    }
}

static void begin_markup(struct reader *reader)
{
    struct compiler *compiler = reader->compiler;
    struct context *context = &compiler->context;

    if (next_is(reader, "<!--")) {
        context->place = PLACE_COMMENT;
        pass(reader, 4);
        if (next_is(reader, ">") || next_is(reader, "->")) {
            fail(compiler, compiler->line, "a comment cannot begin with >");
        }
    } else if (next_is(reader, "<!doctype")) {
        context->place = PLACE_DECLARATION;
        pass(reader, 9);
    } else if (next_is(reader, "</")) {
        pass(reader, 2);
        context->place = PLACE_END_TAG;
        if (reader->at == reader->end || !is_letter(*reader->at)) {
            fail(compiler, compiler->line, "</ is not followed by the name of a tag");
        }
        read_name(reader, context->element);
    } else {
        pass(reader, 1);
        context->place = PLACE_TAG_NAME;
        if (reader->at == reader->end || !is_letter(*reader->at)) {
            fail(compiler, compiler->line,
                 "< is not followed by the name of a tag (in text it is written &lt;)");
        }
        read_name(reader, context->element);
    }
}

static void follow_text(struct reader *reader)
{
    if (*reader->at == '<') {
        begin_markup(reader);
    } else if (is_blank(*reader->at)) {
        pass_blanks(reader);
    } else {
        pass(reader, 1);
    }
}

/* True when the end tag of the element comes next. */
static bool at_end_tag(const struct reader *reader, const char *element)
{
    size_t length = strlen(element);

    if (!next_is(reader, "</") || (size_t)(reader->end - reader->at) <= length + 2) {
        return false;
    }
    char after = reader->at[2 + length];
    return strncasecmp(reader->at + 2, element, length) == 0 && (is_blank(after) || after == '>');
}

static void follow_content(struct reader *reader)
{
    struct compiler *compiler = reader->compiler;
    struct context *context = &compiler->context;

    if (at_end_tag(reader, context->element)) {
        pass(reader, 2 + strlen(context->element));
        context->place = PLACE_END_TAG;
        return;
    }
    if (context->place == PLACE_SCRIPT && !is_blank(*reader->at)) {
        fail(compiler, compiler->line, "inline script is refused (the CSP forbids it)");
    }
    pass(reader, 1);
}

static void follow_until(struct reader *reader, const char *close)
{
    if (next_is(reader, "--!>")) {
        fail(reader->compiler, reader->compiler->line, "--!> in a comment");
    }
    if (next_is(reader, close)) {
        pass(reader, strlen(close));
        enter_text(&reader->compiler->context);
    } else {
        pass(reader, 1);
    }
}

static void follow_end_tag(struct reader *reader)
{
    struct compiler *compiler = reader->compiler;

    if (is_blank(*reader->at)) {
        pass(reader, 1);
    } else if (*reader->at == '>') {
        if (strcmp(compiler->context.element, "pre") == 0) {
            compiler->context.in_pre = false;
        }
        pass(reader, 1);
        enter_text(&compiler->context);
    } else {
        fail(compiler, compiler->line, "</%s is not followed by >", compiler->context.element);
    }
}

static void end_of_start_tag(struct reader *reader)
{
    struct compiler *compiler = reader->compiler;
    struct context *context = &compiler->context;
    bool textarea = strcmp(context->element, "textarea") == 0;

    pass(reader, 1);
    if (strcmp(context->element, "script") == 0) {
        if (!context->has_src) {
            fail(compiler, compiler->line, "<script> without src is refused (the CSP forbids it)");
        }
        context->place = PLACE_SCRIPT;
    } else if (textarea || strcmp(context->element, "title") == 0) {
        context->place = PLACE_RCDATA;
    } else {
        context->in_pre = context->in_pre || strcmp(context->element, "pre") == 0;
        textarea = strcmp(context->element, "pre") == 0;
        enter_text(context);
    }
    /* A parser drops a line feed there: without one of ours it would eat that of a printed value.
     */
    if (textarea && reader->at == reader->end) {
        text_add(compiler, &compiler->markup, "\n", 1);
    }
}

/* In a start tag: behind its name, an attribute, or the space after them. */
static void follow_tag(struct reader *reader)
{
    struct compiler *compiler = reader->compiler;
    struct context *context = &compiler->context;

    if (*reader->at == '>') {
        check_element(compiler, context->element);
        end_of_start_tag(reader);
    } else if (is_blank(*reader->at)) {
        context->place = PLACE_GAP;
        pass_blanks(reader);
    } else if (*reader->at == '/') {
        context->place = PLACE_WORD;
        pass(reader, 1);
    } else if (context->place == PLACE_GAP && at_name_byte(reader)) {
        context->place = PLACE_ATTRIBUTE_NAME;
        context->attribute[0] = '\0';
        read_name(reader, context->attribute);
    } else {
        fail(compiler, compiler->line, "\"%c\" cannot come here in the tag <%s>", *reader->at,
             context->element);
    }
}

static void follow_attribute_name(struct reader *reader)
{
    struct compiler *compiler = reader->compiler;
    struct context *context = &compiler->context;

    context->kind = attribute_kind(compiler, context->attribute);
    if (*reader->at == '=') {
        context->place = PLACE_EQUAL;
        pass(reader, 1);
    } else {
        context->place = PLACE_WORD;
        follow_tag(reader);
    }
}

static void follow_equal(struct reader *reader)
{
    struct compiler *compiler = reader->compiler;
    struct context *context = &compiler->context;

    if (*reader->at != '"' && *reader->at != '\'') {
        fail(compiler, compiler->line, "the value of %s is not in quotes", context->attribute);
    }
    context->quote = *reader->at;
    context->url = URL_START;
    context->place = PLACE_VALUE;
    context->has_src = context->has_src || strcmp(context->attribute, "src") == 0;
    pass(reader, 1);
}

/* --- URLs */

/* The URL begins here: where it stands after the first byte, or after a scheme, which is sent. */
static enum url_place begin_url(struct reader *reader)
{
    static const struct {
        const char *start;
        enum url_place place;
    } schemes[] = {
        {"http://", URL_HOST},
        {"https://", URL_HOST},
        {"mailto:", URL_ADDRESS},
        {"tel:", URL_ADDRESS},
    };
    struct compiler *compiler = reader->compiler;

    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        if (next_is(reader, schemes[i].start)) {
            pass(reader, strlen(schemes[i].start) - 1);
            return schemes[i].place;
        }
    }
    const char *at = reader->at;
    while (at < reader->end && strchr(":/?#\"'", *at) == NULL) {
        at++;
    }
    if (at < reader->end && *at == ':') {
        fail(compiler, compiler->line,
             "URL scheme in %s is refused (http://, https://, mailto: and tel: pass)",
             compiler->context.attribute);
    }
    return *reader->at == '/' ? URL_SLASH : URL_PATH;
}

static enum url_place next_url_place(struct reader *reader)
{
    struct compiler *compiler = reader->compiler;
    enum url_place place = compiler->context.url;
    char c = *reader->at;

    if (c == '?' || c == '#' || (c == '&' && place == URL_WHOLE)) {
        return URL_QUERY;
    }
    switch (place) {
    case URL_START:
        return begin_url(reader);
    case URL_WHOLE:
        fail(
            compiler, compiler->line,
            "after a whole URL only ?, # or & may follow (or give the printed part a fixed start)");
    case URL_SLASH:
        return URL_PATH;
    case URL_HOST:
        return c == '/' ? URL_PATH : URL_HOST;
    default:
        return place;
    }
}

static void follow_url(struct reader *reader)
{
    struct compiler *compiler = reader->compiler;
    struct context *context = &compiler->context;
    char c = *reader->at;

    if (c == '\\' || (context->url == URL_START && is_blank(c)) ||
        (context->url == URL_SLASH && c == '/')) {
        fail(compiler, compiler->line, "the URL in %s begins with a space or //, or holds a \\",
             context->attribute);
    }
    context->url = next_url_place(reader);
}

static void follow_value(struct reader *reader)
{
    struct context *context = &reader->compiler->context;

    if (*reader->at == context->quote) {
        context->place = PLACE_WORD;
    } else if (context->kind == ATTRIBUTE_URL) {
        follow_url(reader);
    }
    pass(reader, 1);
}

/* --- All of it */

static void follow(struct reader *reader)
{
    static void (*const followers[])(struct reader *) = {
        [PLACE_TEXT] = follow_text,       [PLACE_RCDATA] = follow_content,
        [PLACE_SCRIPT] = follow_content,  [PLACE_TAG_NAME] = follow_tag,
        [PLACE_END_TAG] = follow_end_tag, [PLACE_GAP] = follow_tag,
        [PLACE_WORD] = follow_tag,        [PLACE_ATTRIBUTE_NAME] = follow_attribute_name,
        [PLACE_EQUAL] = follow_equal,     [PLACE_VALUE] = follow_value,
    };

    while (reader->at < reader->end) {
        enum place place = reader->compiler->context.place;
        if (place == PLACE_COMMENT) {
            follow_until(reader, "-->");
        } else if (place == PLACE_DECLARATION) {
            follow_until(reader, ">");
        } else {
            followers[place](reader);
        }
    }
}

/* Where white space is part of the document, a line of directives keeps its own. */
static bool keeps_blanks(const struct context *context)
{
    return context->in_pre || context->place == PLACE_RCDATA || context->place == PLACE_VALUE;
}

/* Drops the end of a line of directives, and the indentation of what comes after it. */
static void skip_head(struct reader *reader, const struct token *token)
{
    struct compiler *compiler = reader->compiler;
    const char *stop = token->text + token->head;

    if (token->head != 0 && compiler->context.place == PLACE_TEXT) {
        stop = reader->end;
    }
    while (reader->at < stop && is_blank(*reader->at)) {
        compiler->line += *reader->at == '\n';
        reader->at++;
    }
}

void html_follow(struct compiler *compiler, const struct token *token)
{
    const char *end = token->text + token->length;
    struct reader reader = {.compiler = compiler, .at = token->text, .end = end - token->tail};

    compiler->line = token->line;
    if (!keeps_blanks(&compiler->context)) {
        skip_head(&reader, token);
    }
    follow(&reader);
    if (keeps_blanks(&compiler->context)) {
        reader.end = end;
        follow(&reader);
    }
}

void html_settle(struct compiler *compiler, int line)
{
    struct context *context = &compiler->context;

    switch (context->place) {
    case PLACE_EQUAL:
        fail(compiler, line, "the value of %s is not in quotes", context->attribute);
    case PLACE_END_TAG:
    case PLACE_DECLARATION:
        fail(compiler, line, "a directive cannot stand in %s", html_place(context));
    case PLACE_ATTRIBUTE_NAME:
        (void)attribute_kind(compiler, context->attribute);
        context->place = PLACE_WORD;
        break;
    case PLACE_TAG_NAME:
        context->place = PLACE_WORD;
        break;
    default:
        break;
    }
}

static enum escape print_url(struct compiler *compiler, int line)
{
    struct context *context = &compiler->context;

    switch (context->url) {
    case URL_START:
        context->url = URL_WHOLE;
        return ESCAPE_URL;
    case URL_SLASH:
        fail(compiler, line,
             "a print after the first / of a URL could make it //host: write the first segment");
    case URL_HOST:
        fail(compiler, line, "a print could change the host of the URL: write a / before it");
    case URL_ADDRESS:
        return ESCAPE_URL_ADDRESS;
    case URL_WHOLE:
        fail(compiler, line,
             "a print cannot follow a whole URL (or the branches before it differ)");
    default:
        return ESCAPE_URL_PART;
    }
}

enum escape html_print(struct compiler *compiler, int line)
{
    struct context *context = &compiler->context;

    switch (context->place) {
    case PLACE_TEXT:
    case PLACE_RCDATA:
        return ESCAPE_TEXT;
    case PLACE_VALUE:
        break;
    case PLACE_GAP:
    case PLACE_WORD:
        fail(compiler, line, "a print in a tag belongs in a quoted attribute value");
    default:
        fail(compiler, line, "nothing can be printed in %s", html_place(context));
    }
    if (context->kind == ATTRIBUTE_CLOSED) {
        fail(compiler, line, "nothing can be printed in the attribute %s", context->attribute);
    }
    return context->kind == ATTRIBUTE_URL ? print_url(compiler, line) : ESCAPE_ATTRIBUTE;
}

void html_asset(struct compiler *compiler, int line)
{
    struct context *context = &compiler->context;

    /* An address of ours holds nothing that a list of pictures would read as more of the list */
    if (context->place == PLACE_VALUE && strcmp(context->attribute, "srcset") == 0) {
        return;
    }
    if (context->place != PLACE_VALUE || context->kind != ATTRIBUTE_URL ||
        context->url != URL_START) {
        fail(compiler, line,
             "{{asset}} belongs at the begin of a quoted URL attribute (href, src)");
    }
    context->url = URL_WHOLE;
}

void html_need_text(struct compiler *compiler, int line, const char *what)
{
    if (compiler->context.place != PLACE_TEXT) {
        fail(compiler, line, "%s cannot stand in %s, only in text", what,
             html_place(&compiler->context));
    }
}

static bool is_in_tag(const struct context *context)
{
    return context->place == PLACE_GAP || context->place == PLACE_WORD;
}

static bool same_place(const struct context *a, const struct context *b)
{
    if (is_in_tag(a) && is_in_tag(b)) {
        return strcmp(a->element, b->element) == 0;
    }
    if (a->place != b->place || strcmp(a->element, b->element) != 0) {
        return false;
    }
    return a->place != PLACE_VALUE ||
           (strcmp(a->attribute, b->attribute) == 0 && a->quote == b->quote);
}

static enum url_place merge_urls(enum url_place a, enum url_place b)
{
    if (a == b) {
        return a;
    }
    bool both_far = (a == URL_PATH || a == URL_QUERY) && (b == URL_PATH || b == URL_QUERY);
    return both_far ? URL_PATH : URL_WHOLE;
}

struct context html_merge(struct compiler *compiler, int line, const struct context *a,
                          const struct context *b, const char *what)
{
    struct context merged = *a;

    if (!same_place(a, b)) {
        fail(compiler, line, "%s end in different places: one in %s, one in %s", what,
             html_place(a), html_place(b));
    }
    if (b->place == PLACE_WORD) {
        merged.place = PLACE_WORD;
    }
    if (a->place == PLACE_VALUE) {
        merged.url = merge_urls(a->url, b->url);
    }
    merged.has_src = a->has_src && b->has_src;
    merged.in_pre = a->in_pre || b->in_pre;
    return merged;
}

void html_need_same(struct compiler *compiler, int line, const struct context *begin,
                    const struct context *end)
{
    struct context merged =
        html_merge(compiler, line, begin, end, "the begin and the end of {{for}}");

    if (begin->place == PLACE_GAP && end->place == PLACE_WORD) {
        fail(compiler, line,
             "the body of {{for}} in a tag begins with a space and ends without one");
    }
    if (begin->place == PLACE_VALUE && begin->kind == ATTRIBUTE_URL && merged.url != begin->url) {
        fail(compiler, line, "the body of {{for}} changes where the URL is: begin it before");
    }
}
