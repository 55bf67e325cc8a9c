/* The mail server of tests/support/smtp/serveur.py, driven from a test program.
 *
 * One for the program: smtp_demarrer() before the tests, smtp_arreter() after. Any failure of the
 * server (Python without aiosmtpd too) fails the test. Used by one thread at a time.
 */
#ifndef SOFI_TEST_SMTP_SERVEUR_H
#define SOFI_TEST_SMTP_SERVEUR_H

#include "arena.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct {
    pid_t pid;
    FILE *orders;
    FILE *answers;
    char folder[100];
    char line[100];
    char smtp_url[64]; /* smtp://127.0.0.1:PORT */
    char http_url[64]; /* http://127.0.0.1:PORT */
} smtp_serveur;

extern char **environ;

static void smtp_lancer(int orders, int answers)
{
    char *script = (char[]){SOFI_SOURCE_DIR "/tests/support/smtp/serveur.py"};
    char *const argv[] = {(char[]){"python3"}, script, smtp_serveur.folder, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, orders, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, answers, STDOUT_FILENO);
    /* Debian's own Python: aiosmtpd is one of its packages. */
    assert_int_equal(
        posix_spawn(&smtp_serveur.pid, "/usr/bin/python3", &actions, NULL, argv, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(orders);
    close(answers);
}

static const char *smtp_reponse(void)
{
    assert_non_null(fgets(smtp_serveur.line, sizeof(smtp_serveur.line), smtp_serveur.answers));
    smtp_serveur.line[strcspn(smtp_serveur.line, "\n")] = '\0';
    return smtp_serveur.line;
}

static inline void smtp_demarrer(void)
{
    int orders[2];
    int answers[2];
    int smtp = 0;
    int http = 0;
    snprintf(smtp_serveur.folder, sizeof(smtp_serveur.folder), "%s/sofi-smtp-XXXXXX", P_tmpdir);
    assert_non_null(mkdtemp(smtp_serveur.folder));
    assert_int_equal(pipe2(orders, O_CLOEXEC), 0);
    assert_int_equal(pipe2(answers, O_CLOEXEC), 0);
    smtp_serveur.orders = fdopen(orders[1], "w");
    smtp_serveur.answers = fdopen(answers[0], "r");
    smtp_lancer(orders[0], answers[1]);
    assert_int_equal(sscanf(smtp_reponse(), "port %d %d", &smtp, &http), 2);
    snprintf(smtp_serveur.smtp_url, sizeof(smtp_serveur.smtp_url), "smtp://127.0.0.1:%d", smtp);
    snprintf(smtp_serveur.http_url, sizeof(smtp_serveur.http_url), "http://127.0.0.1:%d", http);
}

static inline void smtp_arreter(void)
{
    char command[150];
    fclose(smtp_serveur.orders); /* the end of its orders is its own */
    fclose(smtp_serveur.answers);
    waitpid(smtp_serveur.pid, NULL, 0);
    snprintf(command, sizeof(command), "rm -rf '%s'", smtp_serveur.folder);
    assert_int_equal(system(command), 0);
}

/* Gives an order, waits for the answer; it lives until the next order. */
static inline const char *smtp_ordre(const char *order)
{
    fprintf(smtp_serveur.orders, "%s\n", order);
    fflush(smtp_serveur.orders);
    return smtp_reponse();
}

static inline void smtp_mode(const char *mode)
{
    char order[64];
    snprintf(order, sizeof(order), "mode %s", mode);
    assert_string_equal(smtp_ordre(order), "ok");
}

static inline int smtp_nombre(const char *order)
{
    return atoi(smtp_ordre(order));
}

/* Part `what` ("sujet", "texte"…) of the message numbered `n`. */
static inline const char *smtp_lire(struct arena *arena, int n, const char *what)
{
    FILE *file = fopen(arena_printf(arena, "%s/%d.%s", smtp_serveur.folder, n, what), "r");
    assert_non_null(file);
    enum { MAX = 1 << 20 };
    char *bytes = arena_alloc(arena, MAX);
    size_t length = fread(bytes, 1, MAX - 1, file);
    fclose(file);
    assert_true(length < MAX - 1);
    return bytes;
}

#endif
