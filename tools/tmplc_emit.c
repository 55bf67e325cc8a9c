#include "tmplc.h"

#include <string.h>

static void emit_tokens(struct compiler *compiler, const struct token *block);

static const struct token *next_token(struct compiler *compiler)
{
    return &compiler->tokens[compiler->next];
}

static void indent(struct compiler *compiler)
{
    for (int i = 0; i < compiler->depth; i++) {
        text_print(compiler, &compiler->body, "    ");
    }
}

/* What follows is reported by the C compiler at this line of the template. */
static void line_mark(struct compiler *compiler, struct text *text, int line)
{
    text_print(compiler, text, "#line %d ", line);
    text_literal(compiler, text, compiler->path, strlen(compiler->path));
    text_print(compiler, text, "\n");
}

/* Writes the static text gathered so far. */
static void flush_markup(struct compiler *compiler)
{
    struct text *markup = &compiler->markup;

    if (markup->length != 0) {
        indent(compiler);
        text_print(compiler, &compiler->body, "buffer_literal(out, ");
        text_literal(compiler, &compiler->body, markup->data, markup->length);
        text_print(compiler, &compiler->body, ");\n");
        markup->length = 0;
    }
}

static void begin_statement(struct compiler *compiler, int line)
{
    flush_markup(compiler);
    line_mark(compiler, &compiler->body, line);
    indent(compiler);
}

static void emit_print(struct compiler *compiler, const struct token *token)
{
    static const char *const macros[] = {
        [ESCAPE_TEXT] = "TMPL_TEXT",
        [ESCAPE_ATTRIBUTE] = "TMPL_ATTR",
        [ESCAPE_URL] = "TMPL_URL",
        [ESCAPE_URL_PART] = "TMPL_URL_PART",
        [ESCAPE_URL_ADDRESS] = "TMPL_URL_ADDRESS",
    };
    struct scan scan = scan_token(compiler, token);
    const char *path = scan_path(&scan);

    scan_end(&scan);
    const char *macro = macros[html_print(compiler, token->line)];
    begin_statement(compiler, token->line);
    text_print(compiler, &compiler->body, "%s(out, %s);\n", macro, path);
}

static void emit_raw(struct compiler *compiler, const struct token *token)
{
    struct scan scan = scan_token(compiler, token);
    const char *path = scan_path(&scan);

    scan_end(&scan);
    html_need_text(compiler, token->line, "{{raw}}");
    begin_statement(compiler, token->line);
    text_print(compiler, &compiler->body, "TMPL_RAW(out, %s);\n", path);
}

/* The arguments "name PATH" of an include or a layout, as the begin of a call; the header that
 * declares the function called is included. */
static char *call(struct compiler *compiler, const struct token *token)
{
    struct scan scan = scan_token(compiler, token);
    struct text out = {0};
    char name[TMPLC_NAME_MAX];

    scan_template(&scan, name);
    const char *path = scan_path(&scan);
    scan_end(&scan);
    line_mark(compiler, &compiler->includes, token->line);
    text_print(compiler, &compiler->includes, "#include \"tmpl_%s.h\"\n", name);
    text_print(compiler, &out, "tmpl_%s(out, TMPL_VIEW_%s(%s)", name, name, path);
    return out.data;
}

static void emit_include(struct compiler *compiler, const struct token *token)
{
    html_need_text(compiler, token->line, "{{include}}");
    const char *begin = call(compiler, token);
    begin_statement(compiler, token->line);
    text_print(compiler, &compiler->body, "%s);\n", begin);
}

static void include_asset_paths(struct compiler *compiler, int line)
{
    line_mark(compiler, &compiler->includes, line);
    text_print(compiler, &compiler->includes, "#include \"asset_paths.h\"\n");
}

static void emit_asset(struct compiler *compiler, const struct token *token)
{
    struct scan scan = scan_token(compiler, token);
    char name[TMPLC_NAME_MAX];

    scan_file(&scan, name, "the name of an asset");
    scan_end(&scan);
    html_asset(compiler, token->line);
    for (char *c = name; *c != '\0'; c++) {
        *c = (char)(is_letter(*c) ? *c - 'a' + 'A' : is_digit(*c) ? *c : '_');
    }
    include_asset_paths(compiler, token->line);
    begin_statement(compiler, token->line);
    text_print(compiler, &compiler->body, "buffer_literal(out, ASSET_%s);\n", name);
}

static void emit_icon(struct compiler *compiler, const struct token *token)
{
    struct scan scan = scan_token(compiler, token);
    char name[TMPLC_NAME_MAX];

    scan_file(&scan, name, "the name of an icon");
    scan_end(&scan);
    html_need_text(compiler, token->line, "{{icone}}");
    include_asset_paths(compiler, token->line);
    begin_statement(compiler, token->line);
    text_print(compiler, &compiler->body,
               "buffer_literal(out, \"<svg class=\\\"icon\\\" aria-hidden=\\\"true\\\">"
               "<use href=\\\"\" ASSET_ICONES_SVG \"#%s\\\"></use></svg>\");\n",
               name);
}

static void emit_content(struct compiler *compiler, const struct token *token)
{
    struct scan scan = scan_token(compiler, token);

    scan_end(&scan);
    html_need_text(compiler, token->line, "{{content}}");
    begin_statement(compiler, token->line);
    text_print(compiler, &compiler->body, "content->write(out, content->view, content->inner);\n");
}

static const char *condition(struct compiler *compiler, const struct token *token)
{
    struct scan scan = scan_token(compiler, token);
    const char *expression = scan_condition(&scan);

    scan_end(&scan);
    return expression;
}

static void need_nothing(struct compiler *compiler, const struct token *token)
{
    struct scan scan = scan_token(compiler, token);

    scan_end(&scan);
}

/* The tokens up to the one that ends this part of the block, which is taken and returned. */
static const struct token *emit_part(struct compiler *compiler, const struct token *block)
{
    if (compiler->depth >= TMPLC_DEPTH_MAX) {
        fail(compiler, block->line, "more than %d blocks inside one another", TMPLC_DEPTH_MAX - 1);
    }
    compiler->depth++;
    emit_tokens(compiler, block);
    flush_markup(compiler);
    compiler->depth--;
    const struct token *end = next_token(compiler);
    if (end->kind == TOKEN_EOF) {
        fail(compiler, block->line, "the block that begins here has no {{end}}");
    }
    html_settle(compiler, end->line);
    begin_statement(compiler, end->line);
    compiler->next++;
    return end;
}

static void emit_if(struct compiler *compiler, const struct token *block)
{
    const struct context start = compiler->context;
    struct context merged = start;
    bool has_else = false;

    begin_statement(compiler, block->line);
    text_print(compiler, &compiler->body, "if (%s) {\n", condition(compiler, block));
    for (int branch = 0;; branch++) {
        compiler->context = start;
        const struct token *end = emit_part(compiler, block);
        merged = branch == 0 ? compiler->context
                             : html_merge(compiler, end->line, &merged, &compiler->context,
                                          "the branches of {{if}}");
        if (end->kind == TOKEN_END) {
            need_nothing(compiler, end);
            break;
        }
        if (has_else) {
            fail(compiler, end->line, "nothing but {{end}} follows the {{else}} of an {{if}}");
        }
        if (end->kind == TOKEN_ELSE) {
            need_nothing(compiler, end);
            text_print(compiler, &compiler->body, "} else {\n");
            has_else = true;
        } else {
            text_print(compiler, &compiler->body, "} else if (%s) {\n", condition(compiler, end));
        }
    }
    text_print(compiler, &compiler->body, "}\n");
    if (!has_else) {
        merged =
            html_merge(compiler, block->line, &merged, &start, "{{if}} and what is without it");
    }
    compiler->context = merged;
}

static void check_variable(struct compiler *compiler, const struct token *token, const char *name)
{
    bool taken = strcmp(name, "v") == 0 || strcmp(name, "out") == 0 || strcmp(name, "view") == 0 ||
                 strcmp(name, "content") == 0;

    for (size_t i = 0; i < compiler->variable_count; i++) {
        taken = taken || strcmp(compiler->variables[i], name) == 0;
    }
    if (taken) {
        fail(compiler, token->line, "the name \"%s\" is taken", name);
    }
    if (strstr(name, "__") != NULL) {
        fail(compiler, token->line, "\"%s\": a variable has no __ in its name", name);
    }
}

/* "name in PATH": adds the variable and writes the head of the loop. Answers the list's path. */
static const char *begin_for(struct compiler *compiler, const struct token *block)
{
    struct scan scan = scan_token(compiler, block);
    char *name = allocate(compiler, TMPLC_NAME_MAX);
    struct text *body = &compiler->body;

    scan_name(&scan, name, "the name of a variable");
    check_variable(compiler, block, name);
    if (!scan_word(&scan, "in")) {
        fail(compiler, block->line, "\"in\" expected after {{for %s", name);
    }
    const char *path = scan_path(&scan);
    scan_end(&scan);
    begin_statement(compiler, block->line);
    text_print(compiler, body, "for (size_t %s__i = 0, %s__n = %s.n; %s__i < %s__n; %s__i++) {\n",
               name, name, path, name, name, name);
    compiler->depth++;
    begin_statement(compiler, block->line);
    text_print(compiler, body, "const typeof(*%s.items) *const %s = %s.items + %s__i;\n", path,
               name, path, name);
    begin_statement(compiler, block->line);
    text_print(compiler, body, "(void)%s;\n", name);
    compiler->depth--;
    /* Fits: there are never more loops than blocks, which emit_part() counts. */
    compiler->variables[compiler->variable_count++] = name;
    return path;
}

static void emit_for(struct compiler *compiler, const struct token *block)
{
    const struct context start = compiler->context;

    if (compiler->depth >= TMPLC_DEPTH_MAX) {
        fail(compiler, block->line, "more than %d blocks inside one another", TMPLC_DEPTH_MAX - 1);
    }
    const char *path = begin_for(compiler, block);
    const struct token *end = emit_part(compiler, block);
    compiler->variable_count--;
    text_print(compiler, &compiler->body, "}\n");
    html_need_same(compiler, end->line, &start, &compiler->context);
    struct context merged = html_merge(compiler, end->line, &start, &compiler->context, "{{for}}");
    if (end->kind == TOKEN_ELSE) {
        need_nothing(compiler, end);
        begin_statement(compiler, end->line);
        text_print(compiler, &compiler->body, "if (%s.n == 0) {\n", path);
        compiler->context = start;
        end = emit_part(compiler, block);
        text_print(compiler, &compiler->body, "}\n");
        merged = html_merge(compiler, end->line, &merged, &compiler->context,
                            "{{for}} and its {{else}}");
    }
    if (end->kind != TOKEN_END) {
        fail(compiler, end->line, "{{end}} of the {{for}} of line %d expected", block->line);
    }
    need_nothing(compiler, end);
    compiler->context = merged;
}

static void emit_token(struct compiler *compiler, const struct token *token)
{
    switch (token->kind) {
    case TOKEN_PRINT:
        emit_print(compiler, token);
        break;
    case TOKEN_RAW:
        emit_raw(compiler, token);
        break;
    case TOKEN_IF:
        emit_if(compiler, token);
        break;
    case TOKEN_FOR:
        emit_for(compiler, token);
        break;
    case TOKEN_INCLUDE:
        emit_include(compiler, token);
        break;
    case TOKEN_CONTENT:
        emit_content(compiler, token);
        break;
    case TOKEN_ASSET:
        emit_asset(compiler, token);
        break;
    case TOKEN_ICONE:
        emit_icon(compiler, token);
        break;
    case TOKEN_VIEW:
        fail(compiler, token->line, "{{view}} is the first directive, once");
    case TOKEN_LAYOUT:
        fail(compiler, token->line, "{{layout}} comes right after {{view}}, once");
    default:
        break;
    }
}

/* Up to the end of the file or what ends a part of `block`; NULL for the whole template. */
static void emit_tokens(struct compiler *compiler, const struct token *block)
{
    for (;;) {
        const struct token *token = next_token(compiler);
        if (token->kind == TOKEN_EOF) {
            return;
        }
        if (token->kind == TOKEN_END || token->kind == TOKEN_ELSE || token->kind == TOKEN_ELSEIF) {
            if (block == NULL) {
                fail(compiler, token->line, "no {{if}} or {{for}} is open here");
            }
            return;
        }
        compiler->next++;
        if (token->kind == TOKEN_TEXT) {
            html_follow(compiler, token);
        } else {
            html_settle(compiler, token->line);
            emit_token(compiler, token);
        }
    }
}

/* Passes over comments and blanks; the token that follows, taken when it is of that kind. */
static const struct token *take_first(struct compiler *compiler, enum token_kind kind)
{
    size_t i = compiler->next;

    for (; compiler->tokens[i].kind != TOKEN_EOF; i++) {
        const struct token *token = &compiler->tokens[i];
        size_t blanks = 0;
        while (token->kind == TOKEN_TEXT && blanks < token->length &&
               is_blank(token->text[blanks])) {
            blanks++;
        }
        if (token->kind != TOKEN_COMMENT && (token->kind != TOKEN_TEXT || blanks < token->length)) {
            break;
        }
    }
    if (compiler->tokens[i].kind != kind) {
        return NULL;
    }
    compiler->next = i + 1;
    return &compiler->tokens[i];
}

/* Reads {{view struct NAME "header.h"}}, answers the header. */
static const char *take_view(struct compiler *compiler, int *line_r)
{
    const struct token *token = take_first(compiler, TOKEN_VIEW);

    if (token == NULL) {
        fail(compiler, compiler->tokens[0].line,
             "the template does not begin with {{view struct NAME \"header.h\"}}");
    }
    struct scan scan = scan_token(compiler, token);
    if (!scan_word(&scan, "struct")) {
        fail(compiler, token->line, "\"struct\" expected after {{view");
    }
    scan_name(&scan, compiler->view, "the name of a struct");
    const char *header = scan_string(&scan, "a \"header.h\"");
    scan_end(&scan);
    if (header[0] == '\0' || strpbrk(header, "\\<>") != NULL) {
        fail(compiler, token->line, "\"%s\" is not the name of a header", header);
    }
    *line_r = token->line;
    return header;
}

static bool is_layout(const struct compiler *compiler)
{
    for (size_t i = 0; i < compiler->token_count; i++) {
        if (compiler->tokens[i].kind == TOKEN_CONTENT) {
            return true;
        }
    }
    return false;
}

static void write_header(struct compiler *compiler, struct text *header, const char *include,
                         int line)
{
    const char *name = compiler->name;
    const char *view = compiler->view;

    text_print(compiler, header, "/* Made by tmplc from a template: do not edit. */\n");
    text_print(compiler, header, "#ifndef TMPL_%s_H\n#define TMPL_%s_H\n\n", name, name);
    text_print(compiler, header, "#include \"escape.h\"\n");
    line_mark(compiler, header, line);
    text_print(compiler, header, "#include \"%s\"\n\n", include);
    text_print(compiler, header, "void tmpl_%s(struct buffer *out, const struct %s *v%s);\n\n",
               name, view, is_layout(compiler) ? ", const struct tmpl_content *content" : "");
    text_print(compiler, header,
               "/* What {{include}} and {{layout}} pass: the view or a pointer to it. */\n");
    text_print(compiler, header,
               "#define TMPL_VIEW_%s(value) _Generic((value), struct %s: &(value), "
               "default: (value))\n\n#endif\n",
               name, view);
}

static void write_source(struct compiler *compiler, struct text *source, const char *layout)
{
    const char *name = compiler->name;
    const char *view = compiler->view;
    const char *body = compiler->body.length != 0 ? compiler->body.data : "";
    bool takes_content = is_layout(compiler);

    text_print(compiler, source, "/* Made by tmplc from a template: do not edit. */\n");
    text_print(compiler, source, "#include \"tmpl_%s.h\"\n", name);
    text_print(compiler, source, "%s\n", compiler->includes.length ? compiler->includes.data : "");
    if (layout == NULL) {
        text_print(compiler, source,
                   "void tmpl_%s(struct buffer *out, const struct %s *v%s)\n{\n    (void)out;\n    "
                   "(void)v;\n%s}\n",
                   name, view, takes_content ? ", const struct tmpl_content *content" : "", body);
        return;
    }
    text_print(compiler, source,
               "static void write_content(struct buffer *out, const void *view, "
               "const struct tmpl_content *content)\n{\n    const struct %s *v = view;\n\n"
               "    (void)out;\n    (void)v;\n    (void)content;\n%s}\n\n",
               view, body);
    text_print(compiler, source,
               "void tmpl_%s(struct buffer *out, const struct %s *v%s)\n{\n"
               "    const struct tmpl_content self = {write_content, v, %s};\n\n%s, &self);\n}\n",
               name, view, takes_content ? ", const struct tmpl_content *content" : "",
               takes_content ? "content" : "NULL", layout);
}

void emit(struct compiler *compiler, struct text *source, struct text *header)
{
    struct text layout = {0};
    int line = 1;
    const char *include = take_view(compiler, &line);
    const struct token *token = take_first(compiler, TOKEN_LAYOUT);

    if (token != NULL) {
        line_mark(compiler, &layout, token->line);
        text_print(compiler, &layout, "    %s", call(compiler, token));
    }
    compiler->depth = 1;
    emit_tokens(compiler, NULL);
    if (compiler->context.place != PLACE_TEXT) {
        fail(compiler, next_token(compiler)->line, "the template ends in %s, not in text",
             html_place(&compiler->context));
    }
    flush_markup(compiler);
    write_header(compiler, header, include, line);
    write_source(compiler, source, layout.data);
}
