#include "tmplc.h"

#include <string.h>

static const struct {
    const char *word;
    enum token_kind kind;
} words[] = {
    {"view", TOKEN_VIEW},       {"layout", TOKEN_LAYOUT}, {"raw", TOKEN_RAW},
    {"if", TOKEN_IF},           {"elseif", TOKEN_ELSEIF}, {"else", TOKEN_ELSE},
    {"end", TOKEN_END},         {"for", TOKEN_FOR},       {"include", TOKEN_INCLUDE},
    {"content", TOKEN_CONTENT}, {"asset", TOKEN_ASSET},   {"icone", TOKEN_ICONE},
};

static void check_bytes(struct compiler *compiler, const char *text, size_t length)
{
    int line = 1;

    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '\n') {
            line++;
        } else if (c == '\r') {
            fail(compiler, line, "carriage return; lines end with a line feed alone");
        } else if ((c < ' ' && c != '\t') || c == 127) {
            fail(compiler, line, "control character 0x%02X", c);
        }
    }
}

static void add_token(struct compiler *compiler, struct token token)
{
    if (compiler->token_count == compiler->token_capacity) {
        size_t capacity = compiler->token_capacity * 2 + 64;
        struct token *tokens = allocate(compiler, capacity * sizeof(*tokens));
        if (compiler->token_count != 0) {
            memcpy(tokens, compiler->tokens, compiler->token_count * sizeof(*tokens));
        }
        compiler->tokens = tokens;
        compiler->token_capacity = capacity;
    }
    compiler->tokens[compiler->token_count++] = token;
}

static int count_lines(const char *from, const char *to)
{
    int lines = 0;

    for (; from < to; from++) {
        lines += *from == '\n';
    }
    return lines;
}

/* Where the directive that begins at `at`, behind its {{, ends: at its }}. */
static const char *directive_end(struct compiler *compiler, int line, const char *at,
                                 const char *end)
{
    bool comment = at < end && *at == '!';
    bool quoted = false;

    for (; end - at >= 2; at++) {
        if (!quoted && at[0] == '}' && at[1] == '}') {
            return at;
        }
        if (comment) {
            continue;
        }
        if (*at == '\n') {
            break;
        }
        if (*at == '"') {
            quoted = !quoted;
        }
        if (!quoted && at[0] == '{' && at[1] == '{') {
            fail(compiler, line, "{{ inside a directive; }} is missing before it");
        }
    }
    fail(compiler, line, "{{ is not closed by }} %s",
         comment ? "before the end of the file" : "on its line");
}

static struct token directive(struct compiler *compiler, int line, const char *at, const char *end)
{
    struct token token = {.kind = TOKEN_PRINT, .line = line};

    if (at < end && *at == '!') {
        token.kind = TOKEN_COMMENT;
        return token;
    }
    while (at < end && is_blank(*at)) {
        at++;
    }
    const char *word_end = at;
    while (word_end < end && (is_letter(*word_end) || is_digit(*word_end) || *word_end == '_')) {
        word_end++;
    }
    size_t length = (size_t)(word_end - at);
    if (at == end) {
        fail(compiler, line, "empty directive");
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strlen(words[i].word) == length && memcmp(words[i].word, at, length) == 0) {
            token.kind = words[i].kind;
            at = word_end;
            break;
        }
    }
    token.text = at;
    token.length = (size_t)(end - at);
    return token;
}

/* True for a token that leaves nothing of its own on the line that it stands on. */
static bool is_silent(const struct token *token)
{
    switch (token->kind) {
    case TOKEN_TEXT:
    case TOKEN_PRINT:
    case TOKEN_RAW:
    case TOKEN_ASSET:
    case TOKEN_ICONE:
    case TOKEN_EOF:
        return false;
    default:
        return true;
    }
}

/* Blank bytes behind the last line feed; SIZE_MAX when there is something else. */
static size_t blank_tail(const struct token *token, bool first)
{
    size_t n = 0;

    while (n < token->length) {
        char c = token->text[token->length - 1 - n];
        if (c == '\n') {
            return n;
        }
        if (!is_blank(c)) {
            return (size_t)-1;
        }
        n++;
    }
    return first ? n : (size_t)-1;
}

/* Blank bytes up to the first line feed included; 0 when there is something else or none. */
static size_t blank_head(const struct token *token)
{
    for (size_t i = 0; i < token->length; i++) {
        if (token->text[i] == '\n') {
            return i + 1;
        }
        if (!is_blank(token->text[i])) {
            return 0;
        }
    }
    return 0;
}

static bool is_blank_piece(const struct token *token)
{
    for (size_t i = 0; i < token->length; i++) {
        if (!is_blank(token->text[i]) || token->text[i] == '\n') {
            return false;
        }
    }
    return token->kind == TOKEN_TEXT;
}

/* Marks the blanks of the line of directives that begins with token `i`, if it is one; answers the
 * token to go on with. */
static size_t mark_line(struct compiler *compiler, size_t i)
{
    struct token *tokens = compiler->tokens;
    struct token *before = i > 0 ? &tokens[i - 1] : NULL;
    size_t tail = 0;
    size_t j = i;

    if (before != NULL) {
        tail = before->kind == TOKEN_TEXT ? blank_tail(before, i == 1) : (size_t)-1;
    }
    while (is_silent(&tokens[j]) || is_blank_piece(&tokens[j])) {
        j++;
    }
    size_t head = tokens[j].kind == TOKEN_TEXT ? blank_head(&tokens[j]) : 0;
    if (tail == (size_t)-1 || (head == 0 && tokens[j].kind != TOKEN_EOF)) {
        return j;
    }
    if (before != NULL) {
        before->tail = tail;
    }
    tokens[j].head = head;
    for (size_t k = i; k < j; k++) {
        if (tokens[k].kind == TOKEN_TEXT) {
            tokens[k].tail = tokens[k].length;
        }
    }
    return j;
}

static void mark_lines(struct compiler *compiler)
{
    size_t i = 0;

    while (i < compiler->token_count) {
        if (is_silent(&compiler->tokens[i])) {
            i = mark_line(compiler, i);
        } else {
            i++;
        }
    }
}

void lex(struct compiler *compiler, const char *text, size_t length)
{
    const char *at = text;
    const char *end = text + length;
    int line = 1;

    check_bytes(compiler, text, length);
    while (at < end) {
        const char *open = memmem(at, (size_t)(end - at), "{{", 2);
        const char *stop = open == NULL ? end : open;
        if (stop > at) {
            add_token(compiler, (struct token){.kind = TOKEN_TEXT,
                                               .line = line,
                                               .text = at,
                                               .length = (size_t)(stop - at)});
        }
        line += count_lines(at, stop);
        if (open == NULL) {
            break;
        }
        const char *close = directive_end(compiler, line, open + 2, end);
        add_token(compiler, directive(compiler, line, open + 2, close));
        line += count_lines(open, close);
        at = close + 2;
    }
    add_token(compiler, (struct token){.kind = TOKEN_EOF, .line = line});
    mark_lines(compiler);
}
