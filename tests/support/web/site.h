/* The whole application, on a port of the loopback, with the demonstration in a fresh base; and
 * browsers that keep cookies and fill in forms as people do.
 *
 * The thesaurus holds the terms of the demonstration and 10001 ("Terme 1") to 10030 below the grand
 * domaine 10000. Everything lives in the arena of the test.
 */
#ifndef SOFI_TESTS_WEB_SITE_H
#define SOFI_TESTS_WEB_SITE_H

#include "acteur.h"
#include "config.h"
#include "db.h"
#include "http/client.h"
#include "params.h"

#include <stddef.h>

#define SITE_OWN "13000511900032" /* of the OF */
#define SITE_FOREIGN "00010000800002"
#define SITE_UNKNOWN "35600000000048" /* nobody's */
#define SITE_RECORD "/annuaire/etablissements/" SITE_OWN
#define SITE_OWN_NUMERO 36364 /* its principal site, and the secondary one */
#define SITE_OWN_SECOND 36402

extern struct arena *site_arena; /* of the current test */
extern struct db *site_db; /* to look into the base, and to change it behind the application */

/* The way to the base for the application; NULL: the test's own. */
extern const char *site_database;

/* For each test: cmocka's setup and teardown. */
int site_setup(void **state);
int site_teardown(void **state);

/* Ends the server, lets `change` alter its settings, starts another. */
void site_restart(void (*change)(struct config *config));
int site_port(void);
int site_metrics_port(void);

/* Statements of SQL that the last request ran. */
uint64_t site_statements(void);
/* Whether the last request was handed over to a thread of a pool. */
bool site_on_worker(void);
/* Everything that a refused request must not change, as one text. */
const char *site_snapshot(void);
void site_run(const char *sql);
/* First column of the only row of a query, as a number. */
int64_t site_number(const struct statement *statement);
/* Number of the principal site of an establishment. */
int64_t site_principal_of(const char *siret);
/* A certificate of a site, added without any page: a PDF that holds `text`. */
void site_add_certificate(int64_t site, const char *name, const char *text);

/* ---- browsers */
#define BROWSER_COOKIES 8

struct browser {
    struct {
        const char *name;
        const char *value; /* "": cleared */
    } cookies[BROWSER_COOKIES];
    const char *headers; /* more lines for each request; NULL: none */
};

struct reply browser_get(struct browser *browser, const char *target);
struct reply browser_head(struct browser *browser, const char *target);
struct reply browser_post(struct browser *browser, const char *target, const char *body);

/* A file as a browser sends it. */
struct upload {
    const char *field;
    const char *name;
    const char *type; /* what the browser believes it is; NULL: application/octet-stream */
    const void *bytes;
    size_t n;
};

/* The form as multipart/form-data; without a file (NULL) the control is left empty. */
struct reply browser_upload(struct browser *browser, const char *target, const struct params *form,
                            const struct upload *file);
/* "" when there is none. */
const char *browser_cookie(const struct browser *browser, const char *name);

/* Logs in by the form with the demonstration's password. */
struct browser browser_of(const char *email);
/* Makes an account of profile OF that administers these sites, and logs it in. */
struct browser browser_with_sites(const char *email, const int64_t *sites, size_t n);

/* ---- pages */
/* What a person reads: the words of the page, its title's too, each space one. page_shows() fails
 * the test where they are not there. */
bool page_has(const struct reply *reply, const char *text);
void page_shows(const struct reply *reply, const char *text);
/* Fails the test where the text stands anywhere, in a word or in what is not seen. */
void page_lacks(const struct reply *reply, const char *text);
/* The page from its errors on, or from its title on: for the words of a failed test, which are cut
 * after a thousand characters. */
const char *page_gist(const struct reply *reply);
void assert_code(const struct reply *reply, int code);
/* Value of a header; fails the test when it is absent. */
const char *page_header(const struct reply *reply, const char *name);
/* Fails the test where the page has no such node. */
void page_finds(const struct reply *reply, const char *xpath);
/* Fails the test where the bytes as they were sent do not hold that: for what is no page. Pages are
 * asked by words, or by XPath. */
void page_source_shows(const struct reply *reply, const char *source);
/* Nodes of the page: page_count(&reply, "//main//li[@class='erreur']"). */
size_t page_count(const struct reply *reply, const char *xpath);
/* The text of the first one, its spaces as one; NULL: none. */
const char *page_text(const struct reply *reply, const char *xpath);
/* What a browser would send of the form that posts to `action`, no button pressed, files left out.
 * Fails the test when the page has no such form. */
struct params page_form(const struct reply *reply, const char *action);
/* One of the tokens that each drawing of a form makes anew. */
bool form_is_token(const char *name);
/* The token of that form. */
const char *page_jeton_of(const struct reply *reply, const char *action);

/* Changes the first value of a name, or adds it. NULL takes it out. */
void form_set(struct params *form, const char *name, const char *value);
void form_add(struct params *form, const char *name, const char *value);
const char *form_encode(const struct params *form);

/* ---- what people do */

/* The form of a page that posts to its own address. */
struct params browser_form(struct browser *browser, const char *path);
struct reply send_form(struct browser *browser, const char *path, const struct params *form);
/* The page that a form which was taken leads to. */
struct reply follow(struct browser *browser, const struct reply *reply);

#endif
