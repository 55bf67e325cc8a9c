/* Reading SQL text word by word: enough to tell code from strings and comments. */
#ifndef SOFI_DB_SQL_PRIVATE_H
#define SOFI_DB_SQL_PRIVATE_H

#include "arena.h"

#include <stdbool.h>

#define DB_BINDS_MAX 256 /* parameters of a statement */

enum sql_kind {
    SQL_END,
    SQL_SPACE,  /* white space and comments */
    SQL_STRING, /* '…' and $tag$…$tag$ */
    SQL_QUOTED, /* "…" */
    SQL_WORD,   /* keyword or name */
    SQL_NUMBER,
    SQL_PARAMETER, /* $n */
    SQL_OTHER,     /* one byte of anything else */
};

struct sql_token {
    enum sql_kind kind;
    const char *start;
    size_t length;
};

/* The token at `text`. Unterminated strings and comments reach to the end of the text. */
struct sql_token sql_token_at(const char *text);

/* The end of a sequence of words ("BIGINT GENERATED …", in capitals, one space between), whatever
 * the case and the spaces of `text`; NULL when it does not start there. A word between double
 * quotes is matched as it stands. */
const char *sql_match(const char *text, const char *words);

/* A statement for SQLite: `$n` becomes `?n`, COLLATE "C", which is what SQLite does anyway, goes,
 * lists (statement.h) are read by json_each(), and an order that rows have already goes. Strings,
 * quoted names and other comments stay. */
char *sql_for_sqlite(struct arena *arena, const char *sql);

/* The highest n of the `$n`; -1 when a number below it is missing, or one is over DB_BINDS_MAX. */
int sql_parameters(const char *sql);

#endif
