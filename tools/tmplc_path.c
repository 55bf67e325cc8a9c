#include "tmplc.h"

#include <string.h>

struct scan scan_token(struct compiler *compiler, const struct token *token)
{
    return (struct scan){.compiler = compiler,
                         .at = token->text,
                         .end = token->text + token->length,
                         .line = token->line};
}

static void skip_blanks(struct scan *scan)
{
    while (scan->at < scan->end && is_blank(*scan->at)) {
        scan->at++;
    }
}

static bool is_name_byte(char c)
{
    return is_letter(c) || is_digit(c) || c == '_';
}

static char peek(const struct scan *scan)
{
    return (char)(scan->at < scan->end ? *scan->at : '\0');
}

/* Takes `bytes` when they come next, with nothing skipped. */
static bool take(struct scan *scan, const char *bytes)
{
    size_t length = strlen(bytes);

    if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, bytes, length) != 0) {
        return false;
    }
    scan->at += length;
    return true;
}

_Noreturn static void unexpected(struct scan *scan, const char *what)
{
    int length = (int)(scan->end - scan->at > 40 ? 40 : scan->end - scan->at);

    if (length == 0) {
        fail(scan->compiler, scan->line, "%s expected at the end of the directive", what);
    }
    fail(scan->compiler, scan->line, "%s expected at \"%.*s\"", what, length, scan->at);
}

bool scan_word(struct scan *scan, const char *word)
{
    struct scan saved = *scan;

    skip_blanks(scan);
    if (take(scan, word) && !is_name_byte(peek(scan))) {
        return true;
    }
    *scan = saved;
    return false;
}

/* A name that begins right here. */
static void take_name(struct scan *scan, char name_r[static TMPLC_NAME_MAX], const char *what)
{
    const char *start = scan->at;

    if (!is_letter(peek(scan)) && peek(scan) != '_') {
        unexpected(scan, what);
    }
    while (is_name_byte(peek(scan))) {
        scan->at++;
    }
    size_t length = (size_t)(scan->at - start);
    if (length >= TMPLC_NAME_MAX) {
        fail(scan->compiler, scan->line, "name of more than %d bytes", TMPLC_NAME_MAX - 1);
    }
    memcpy(name_r, start, length);
    name_r[length] = '\0';
}

void scan_name(struct scan *scan, char name_r[static TMPLC_NAME_MAX], const char *what)
{
    skip_blanks(scan);
    take_name(scan, name_r, what);
}

void scan_file(struct scan *scan, char name_r[static TMPLC_NAME_MAX], const char *what)
{
    skip_blanks(scan);
    const char *start = scan->at;
    while (is_name_byte(peek(scan)) || peek(scan) == '-' || peek(scan) == '.') {
        if (*scan->at != to_lower(*scan->at)) {
            unexpected(scan, "a small letter");
        }
        scan->at++;
    }
    size_t length = (size_t)(scan->at - start);
    if (length == 0) {
        unexpected(scan, what);
    }
    if (length >= TMPLC_NAME_MAX) {
        fail(scan->compiler, scan->line, "name of more than %d bytes", TMPLC_NAME_MAX - 1);
    }
    memcpy(name_r, start, length);
    name_r[length] = '\0';
}

void scan_template(struct scan *scan, char name_r[static TMPLC_NAME_MAX])
{
    scan_file(scan, name_r, "the name of a template");
    for (char *c = name_r; *c != '\0'; c++) {
        if (*c == '.') {
            fail(scan->compiler, scan->line, "\"%s\": a template is named without .html", name_r);
        }
        if (*c == '-') {
            *c = '_';
        }
    }
}

char *scan_string(struct scan *scan, const char *what)
{
    skip_blanks(scan);
    if (!take(scan, "\"")) {
        unexpected(scan, what);
    }
    const char *start = scan->at;
    const char *close = memchr(start, '"', (size_t)(scan->end - start));
    if (close == NULL) {
        fail(scan->compiler, scan->line, "\" is not closed");
    }
    size_t length = (size_t)(close - start);
    char *string = allocate(scan->compiler, length + 1);
    memcpy(string, start, length);
    scan->at = close + 1;
    return string;
}

void scan_end(struct scan *scan)
{
    skip_blanks(scan);
    if (scan->at != scan->end) {
        unexpected(scan, "end of the directive");
    }
}

static void need_variable(struct scan *scan, const char *name)
{
    struct compiler *compiler = scan->compiler;
    bool known = strcmp(name, "v") == 0;

    for (size_t i = 0; i < compiler->variable_count && !known; i++) {
        known = strcmp(compiler->variables[i], name) == 0;
    }
    if (!known) {
        fail(compiler, scan->line, "\"%s\" is neither a directive nor a variable known here", name);
    }
}

static char *loop_property(struct scan *scan, const char *variable)
{
    struct text out = {0};
    char word[TMPLC_NAME_MAX];

    if (strcmp(variable, "v") == 0) {
        fail(scan->compiler, scan->line, "# follows the variable of a {{for}} only");
    }
    take_name(scan, word, "index, number, first or last");
    if (strcmp(word, "index") == 0) {
        text_print(scan->compiler, &out, "%s__i", variable);
    } else if (strcmp(word, "number") == 0) {
        text_print(scan->compiler, &out, "(%s__i + 1)", variable);
    } else if (strcmp(word, "first") == 0) {
        text_print(scan->compiler, &out, "(bool)(%s__i == 0)", variable);
    } else if (strcmp(word, "last") == 0) {
        text_print(scan->compiler, &out, "(bool)(%s__i + 1 == %s__n)", variable, variable);
    } else {
        fail(scan->compiler, scan->line, "#%s is unknown; #index, #number, #first, #last are known",
             word);
    }
    return out.data;
}

char *scan_path(struct scan *scan)
{
    struct text out = {0};
    char name[TMPLC_NAME_MAX];
    bool plain = true;

    scan_name(scan, name, "a path (v.field)");
    need_variable(scan, name);
    if (take(scan, "#")) {
        return loop_property(scan, name);
    }
    /* A variable is a pointer in C and stands for what it points to in the template. */
    if (peek(scan) == '.') {
        text_print(scan->compiler, &out, "%s", name);
    } else {
        text_print(scan->compiler, &out, "(*%s)", name);
    }
    for (;;) {
        if (take(scan, "->")) {
            text_add(scan->compiler, &out, "->", 2);
        } else if (take(scan, ".")) {
            text_print(scan->compiler, &out, "%s", plain ? "->" : ".");
        } else {
            return out.data;
        }
        plain = false;
        take_name(scan, name, "a field");
        text_print(scan->compiler, &out, "%s", name);
    }
}

static void add_integer(struct scan *scan, struct text *out)
{
    const char *start = scan->at;

    (void)take(scan, "-");
    const char *digits = scan->at;
    while (is_digit(peek(scan))) {
        scan->at++;
    }
    ptrdiff_t count = scan->at - digits;
    if (count == 0 || count > 18 || is_name_byte(peek(scan)) || (count > 1 && *digits == '0')) {
        scan->at = start;
        unexpected(scan, "an integer without leading zeros, of 18 digits at most,");
    }
    text_print(scan->compiler, out, "%.*s", (int)(scan->at - start), start);
}

/* A constant of C, bare or between single quotes. */
static void add_constant(struct scan *scan, struct text *out)
{
    char name[TMPLC_NAME_MAX];
    bool quoted = take(scan, "'");

    take_name(scan, name, "an integer, a \"text\" or a CONSTANT");
    if (quoted && !take(scan, "'")) {
        unexpected(scan, "'");
    }
    for (const char *c = name; *c != '\0'; c++) {
        if (is_letter(*c) && *c == to_lower(*c)) {
            fail(scan->compiler, scan->line, "\"%s\" is no constant: it has small letters", name);
        }
    }
    text_print(scan->compiler, out, "%s", name);
}

static void add_comparison(struct scan *scan, struct text *out, const char *path, bool equal)
{
    skip_blanks(scan);
    if (peek(scan) == '"') {
        char *string = scan_string(scan, "a text");
        text_print(scan->compiler, out, "%stmpl_equal(%s, ", equal ? "" : "!", path);
        text_literal(scan->compiler, out, string, strlen(string));
        text_print(scan->compiler, out, ")");
        return;
    }
    text_print(scan->compiler, out, "%s %s ", path, equal ? "==" : "!=");
    if (is_digit(peek(scan)) || peek(scan) == '-') {
        add_integer(scan, out);
    } else {
        add_constant(scan, out);
    }
}

static void add_term(struct scan *scan, struct text *out)
{
    bool negated = scan_word(scan, "not");
    const char *path = scan_path(scan);

    text_print(scan->compiler, out, negated ? "!(" : "");
    skip_blanks(scan);
    if (take(scan, "==")) {
        add_comparison(scan, out, path, true);
    } else if (take(scan, "!=")) {
        add_comparison(scan, out, path, false);
    } else {
        text_print(scan->compiler, out, "TMPL_TRUE(%s)", path);
    }
    text_print(scan->compiler, out, negated ? ")" : "");
}

/* "and" binds closer than "or". */
char *scan_condition(struct scan *scan)
{
    struct text out = {0};
    bool alternatives = false;

    for (;;) {
        struct text group = {0};
        do {
            text_print(scan->compiler, &group, group.length == 0 ? "" : " && ");
            add_term(scan, &group);
        } while (scan_word(scan, "and"));
        bool more = scan_word(scan, "or");
        alternatives = alternatives || more;
        text_print(scan->compiler, &out, alternatives ? "(%s)" : "%s", group.data);
        if (!more) {
            return out.data;
        }
        text_print(scan->compiler, &out, " || ");
    }
}
