/* The template compiler: one template in, one C function out. The language: docs/templates.md.
 *
 * tmplc_lex.c cuts a template into tokens, tmplc_html.c follows the HTML to know where each print
 * lands, tmplc_path.c translates paths and conditions, tmplc_emit.c writes the C, tmplc_compile.c
 * calls them in turn, tmplc.c holds the memory and the errors below all, tmplc_main.c the command.
 * A host tool: it uses libc only.
 *
 * The first error ends a compilation: fail() jumps back to tmplc_compile(), and everything that was
 * allocated is released there.
 */
#ifndef SOFI_TOOLS_TMPLC_H
#define SOFI_TOOLS_TMPLC_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    TMPLC_NAME_MAX = 64,  /* bytes of a name, its NUL included */
    TMPLC_DEPTH_MAX = 32, /* blocks inside one another */
};

/* --- The whole of it */

struct tmplc_result {
    char *source;       /* text of tmpl_<name>.c, or NULL */
    char *header;       /* text of tmpl_<name>.h, or NULL */
    char message[1024]; /* "path:line: what is wrong", or "" */
};

/* Compiles the `length` bytes of `text`. `path` is written as given into messages and #line. True
 * when it could be compiled; tmplc_release() is due in both cases. */
bool tmplc_compile(const char *path, const char *text, size_t length, struct tmplc_result *result);
void tmplc_release(struct tmplc_result *result);

/* The name of the template kept in `path`: "templates/mot-de-passe.html" gives "mot_de_passe".
 * False when the file is not called [a-z][a-z0-9_-]*.html. */
bool tmplc_name(const char *path, char name_r[static TMPLC_NAME_MAX]);

/* --- Between the files of the compiler */

struct text {
    char *data; /* NUL-terminated once something was added */
    size_t length;
    size_t capacity;
};

enum token_kind {
    TOKEN_TEXT,
    TOKEN_COMMENT,
    TOKEN_VIEW,
    TOKEN_LAYOUT,
    TOKEN_PRINT,
    TOKEN_RAW,
    TOKEN_IF,
    TOKEN_ELSEIF,
    TOKEN_ELSE,
    TOKEN_END,
    TOKEN_FOR,
    TOKEN_INCLUDE,
    TOKEN_CONTENT,
    TOKEN_ASSET,
    TOKEN_ICONE,
    TOKEN_EOF,
};

struct token {
    enum token_kind kind;
    int line;
    const char *text; /* of a directive: what follows its word */
    size_t length;
    size_t head; /* blank bytes in front, and */
    size_t tail; /* behind, that belong to a line of directives only */
};

/* Where in the HTML the next byte lands. */
enum place {
    PLACE_TEXT,
    PLACE_RCDATA, /* in <title> or <textarea> */
    PLACE_SCRIPT, /* between <script src> and </script> */
    PLACE_COMMENT,
    PLACE_DECLARATION, /* in <!doctype> */
    PLACE_TAG_NAME,
    PLACE_END_TAG,
    PLACE_GAP,  /* in a tag, after white space */
    PLACE_WORD, /* in a tag, where white space or the end of the tag must come */
    PLACE_ATTRIBUTE_NAME,
    PLACE_EQUAL, /* after the = of an attribute */
    PLACE_VALUE,
};

enum attribute_kind {
    ATTRIBUTE_PLAIN,
    ATTRIBUTE_URL,
    ATTRIBUTE_CLOSED, /* may be written, but holds no print */
};

/* How far the URL in an attribute has come. */
enum url_place {
    URL_START,
    URL_SLASH,   /* after a first slash: a print could make it "//host" */
    URL_HOST,    /* after http:// or https://: a print could change the host */
    URL_ADDRESS, /* after mailto: or tel: */
    URL_PATH,
    URL_QUERY, /* after ? or #, where nothing can change the host */
    URL_WHOLE, /* after a print of a whole URL: only ? # or & may follow */
};

struct context {
    enum place place;
    enum attribute_kind kind;
    enum url_place url;
    char quote;
    bool in_pre;
    bool has_src;
    char element[TMPLC_NAME_MAX];
    char attribute[TMPLC_NAME_MAX];
};

enum escape { ESCAPE_TEXT, ESCAPE_ATTRIBUTE, ESCAPE_URL, ESCAPE_URL_PART, ESCAPE_URL_ADDRESS };

struct compiler {
    const char *path;
    char name[TMPLC_NAME_MAX];
    char view[TMPLC_NAME_MAX]; /* name of the struct */
    jmp_buf failed;
    char *message; /* of sizeof(struct tmplc_result.message) */
    struct chunk *memory;

    struct token *tokens; /* ends with TOKEN_EOF */
    size_t token_count;
    size_t token_capacity;
    size_t next;

    struct context context;
    int line;           /* being read by the HTML follower */
    struct text markup; /* static text not yet written */

    struct text includes; /* #include lines of the source */
    struct text body;
    int depth;
    const char *variables[TMPLC_DEPTH_MAX]; /* of the loops around, innermost last */
    size_t variable_count;
};

/* tmplc.c */
_Noreturn void fail(struct compiler *compiler, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void *allocate(struct compiler *compiler, size_t size); /* zeroed; lives as long as the compiler */
void release(struct compiler *compiler);                /* all that was allocated */
void text_add(struct compiler *compiler, struct text *text, const char *bytes, size_t length);
void text_print(struct compiler *compiler, struct text *text, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Adds the bytes as a C string literal, cut after each line feed. */
void text_literal(struct compiler *compiler, struct text *text, const char *bytes, size_t length);

bool is_blank(char c); /* space, tab or line feed */
bool is_letter(char c);
bool is_digit(char c);
char to_lower(char c);

/* tmplc_lex.c: fills compiler->tokens. */
void lex(struct compiler *compiler, const char *text, size_t length);

/* tmplc_html.c */
/* Follows the static text of a token and appends what is to be sent to compiler->markup. */
void html_follow(struct compiler *compiler, const struct token *token);
/* To be called before each directive: settles a name that it ends, refuses places where no
 * directive can be. */
void html_settle(struct compiler *compiler, int line);
/* The escape of a print here; refuses the places where none may be. */
enum escape html_print(struct compiler *compiler, int line);
/* Settles the URL of an asset here; refuses all but the begin of an attribute that takes a URL. */
void html_asset(struct compiler *compiler, int line);
/* Refuses everything but text between tags. `what` begins the message. */
void html_need_text(struct compiler *compiler, int line, const char *what);
/* The context after two branches; refuses branches that end in different places. */
struct context html_merge(struct compiler *compiler, int line, const struct context *a,
                          const struct context *b, const char *what);
/* As html_merge(), for the begin and end of what is repeated. */
void html_need_same(struct compiler *compiler, int line, const struct context *begin,
                    const struct context *end);
const char *html_place(const struct context *context); /* in words, for messages */

/* tmplc_path.c */
struct scan {
    struct compiler *compiler;
    const char *at;
    const char *end;
    int line;
};

struct scan scan_token(struct compiler *compiler, const struct token *token);
bool scan_word(struct scan *scan, const char *word); /* takes it when it comes next */
/* Takes an identifier of at most TMPLC_NAME_MAX - 1 bytes; `what` is named when there is none. */
void scan_name(struct scan *scan, char name_r[static TMPLC_NAME_MAX], const char *what);
/* Takes the name of a template, given as C writes it ('-' as '_'). */
void scan_template(struct scan *scan, char name_r[static TMPLC_NAME_MAX]);
/* Takes a name of small letters, digits and - . _ (a file, an icon). */
void scan_file(struct scan *scan, char name_r[static TMPLC_NAME_MAX], const char *what);
char *scan_string(struct scan *scan, const char *what); /* between double quotes, as written */
char *scan_path(struct scan *scan);                     /* as a C expression */
char *scan_condition(struct scan *scan);                /* as a C expression */
void scan_end(struct scan *scan);                       /* refuses anything more */

/* tmplc_emit.c: fills the result from the tokens. */
void emit(struct compiler *compiler, struct text *source, struct text *header);

#endif
