#include "sql_private.h"

#include "ascii.h"

#include <string.h>

static bool is_word_start(char c)
{
    return ascii_is_letter(c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_word(char c)
{
    return is_word_start(c) || ascii_is_digit(c) || c == '$';
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* A doubled quote inside is not seen as such: the two halves are two tokens of the same kind, which
 * is all the same to the callers. */
static const char *quoted_end(const char *text)
{
    const char *end = strchr(text + 1, text[0]);
    return end ? end + 1 : text + strlen(text);
}

static const char *space_end(const char *text)
{
    if (text[0] == '-' && text[1] == '-') {
        return text + strcspn(text, "\n");
    }
    if (text[0] == '/' && text[1] == '*') {
        const char *end = strstr(text + 2, "*/");
        return end ? end + 2 : text + strlen(text);
    }
    while (ascii_is_space(*text)) {
        text++;
    }
    return text;
}

/* The end of $tag$…$tag$; NULL when no tag stands there. */
static const char *dollar_string_end(const char *text)
{
    const char *p = text + 1;
    if (ascii_is_digit(*p)) {
        return NULL;
    }
    while (is_word(*p) && *p != '$') {
        p++;
    }
    if (*p != '$') {
        return NULL;
    }
    size_t tag = (size_t)(p + 1 - text);
    for (p++; *p; p++) {
        if (*p == '$' && strncmp(p, text, tag) == 0) {
            return p + tag;
        }
    }
    return p;
}

static struct sql_token dollar_token(const char *text)
{
    struct sql_token token = {.kind = SQL_OTHER, .start = text, .length = 1};
    const char *end = dollar_string_end(text);
    if (end) {
        token.kind = SQL_STRING;
        token.length = (size_t)(end - text);
    } else if (ascii_is_digit(text[1])) {
        token.kind = SQL_PARAMETER;
        while (ascii_is_digit(text[token.length])) {
            token.length++;
        }
    }
    return token;
}

struct sql_token sql_token_at(const char *text)
{
    struct sql_token token = {.kind = SQL_OTHER, .start = text, .length = 1};
    const char *end = space_end(text);
    if (*text == '\0') {
        return (struct sql_token){.kind = SQL_END, .start = text, .length = 0};
    }
    if (end != text) {
        token.kind = SQL_SPACE;
    } else if (*text == '\'' || *text == '"') {
        token.kind = *text == '"' ? SQL_QUOTED : SQL_STRING;
        end = quoted_end(text);
    } else if (*text == '$') {
        return dollar_token(text);
    } else if (is_word_start(*text) || ascii_is_digit(*text)) {
        token.kind = ascii_is_digit(*text) ? SQL_NUMBER : SQL_WORD;
        for (end = text + 1; is_word(*end); end++) {
        }
    } else {
        return token;
    }
    token.length = (size_t)(end - text);
    return token;
}

static bool is_the_word(const struct sql_token *token, const char *word, size_t length)
{
    if (token->length != length || (token->kind != SQL_WORD && token->kind != SQL_QUOTED)) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        char c = token->kind == SQL_WORD ? upper(token->start[i]) : token->start[i];
        if (c != word[i]) {
            return false;
        }
    }
    return true;
}

const char *sql_match(const char *text, const char *words)
{
    while (*words) {
        size_t length = strcspn(words, " ");
        struct sql_token token = sql_token_at(text);
        while (token.kind == SQL_SPACE) {
            token = sql_token_at(token.start + token.length);
        }
        if (!is_the_word(&token, words, length)) {
            return NULL;
        }
        text = token.start + token.length;
        words += length;
        words += *words == ' ';
    }
    return text;
}

/* After `= ANY (CAST($1 AS BIGINT[]))`, or TEXT, whose parameter is *parameter_r; NULL: it is none.
 */
static const char *list_end(const char *text, struct sql_token *parameter_r)
{
    static const char before[] = "= ANY (CAST(";
    static const char *const after[] = {" AS BIGINT[]))", " AS TEXT[]))"};
    if (strncmp(text, before, sizeof before - 1) != 0) {
        return NULL;
    }
    *parameter_r = sql_token_at(text + sizeof before - 1);
    text = parameter_r->start + parameter_r->length;
    for (int i = 0; i < 2 && parameter_r->kind == SQL_PARAMETER; i++) {
        if (strncmp(text, after[i], strlen(after[i])) == 0) {
            return text + strlen(after[i]);
        }
    }
    return NULL;
}

static char *copy_bytes(char *out, const char *bytes, size_t length)
{
    memcpy(out, bytes, length);
    return out + length;
}

char *sql_for_sqlite(struct arena *arena, const char *sql)
{
    static const char among[] = "IN (SELECT value FROM json_each(?";
    static const char ordered[] = "/* ordered */";
    char *copy = arena_alloc(arena, 2 * strlen(sql) + 1);
    char *out = copy;
    for (const char *p = sql; *p;) {
        struct sql_token token = sql_token_at(p);
        struct sql_token list;
        const char *list_after = list_end(p, &list);
        if (token.kind == SQL_SPACE && strncmp(p, ordered, sizeof ordered - 1) == 0) {
            break;
        }
        const char *collate = token.kind == SQL_WORD ? sql_match(p, "COLLATE \"C\"") : NULL;
        if (list_after) {
            out = copy_bytes(out, among, sizeof among - 1);
            out = copy_bytes(out, list.start + 1, list.length - 1);
            out = copy_bytes(out, "))", 2);
            p = list_after;
        } else if (collate) {
            p = collate;
        } else {
            char *start = out;
            out = copy_bytes(out, p, token.length);
            *start = token.kind == SQL_PARAMETER ? '?' : *start;
            p += token.length;
        }
    }
    *out = '\0';
    return copy;
}

static int parameter_number(const struct sql_token *token)
{
    int number = 0;
    for (size_t i = 1; i < token->length && number <= DB_BINDS_MAX; i++) {
        number = number * 10 + (token->start[i] - '0');
    }
    return number <= DB_BINDS_MAX ? number : -1;
}

int sql_parameters(const char *sql)
{
    bool used[DB_BINDS_MAX + 1] = {false};
    int highest = 0;
    for (const char *p = sql; *p;) {
        struct sql_token token = sql_token_at(p);
        if (token.kind == SQL_PARAMETER) {
            int number = parameter_number(&token);
            if (number < 1) {
                return -1;
            }
            used[number] = true;
            highest = number > highest ? number : highest;
        }
        p += token.length;
    }
    for (int i = 1; i <= highest; i++) {
        if (!used[i]) {
            return -1;
        }
    }
    return highest;
}
