/* Mail handed to a server that misbehaves, decoded by somebody else's library; pages fetched. */
#include "buffer.h"
#include "courriel.h"
#include "log.h"
#include "transport.h"

#include "smtp/serveur.h"

#include <arpa/inet.h>
#include <ctype.h>

#define S "\xC2\xA0"
#define TEXT ".\r\n..\r\n.a\r\nfin\r\n"

static const struct transport_limits patient = {20000, 30000, 1 << 20};
static const struct transport_limits impatient = {1000, 1000, 1 << 20};

static struct arena *arena;
static char reason[TRANSPORT_REASON_SIZE];

static const struct config config = {.region = "Pays de la Loire",
                                     .base_url = "https://sofi.example",
                                     .aide_telephone = "",
                                     .aide_horaires = "",
                                     .aide_email = "",
                                     .courriel_expediteur = "ne-pas-repondre@sofi.example"};

static int setup(void **state)
{
    (void)state;
    arena = arena_create(0);
    smtp_mode("accepte");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_destroy(arena);
    return 0;
}

static enum transport_smtp_result send_to(const char *url, const struct transport_limits *limits,
                                          const char *text)
{
    static const char *const headers[] = {"Subject: x", NULL};
    const struct transport_smtp smtp = {.url = url,
                                        .from = "sofi@sofi.example",
                                        .to = "camille@of.example",
                                        .headers = headers,
                                        .text = text,
                                        .html = "<p>x</p>\r\n"};
    memset(reason, '!', sizeof(reason));
    return transport_smtp(&smtp, limits, reason);
}

static enum transport_smtp_result send_in(const char *mode)
{
    smtp_mode(mode);
    return send_to(smtp_serveur.smtp_url, &patient, TEXT);
}

/* An address where nobody listens. */
static const char *nobody(const char *scheme)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    close(fd);
    return arena_printf(arena, "%s://127.0.0.1:%d", scheme, ntohs(address.sin_port));
}

/* ---- SMTP */

static void test_accepted(void **state)
{
    (void)state;
    int n = smtp_nombre("recus");
    assert_int_equal(send_in("accepte"), TRANSPORT_SENT);
    assert_string_equal(reason, "");
    assert_int_equal(smtp_nombre("recus"), n + 1);
    assert_string_equal(smtp_lire(arena, n, "sujet"), "x");
    assert_string_equal(smtp_lire(arena, n, "texte"), TEXT);
    assert_string_equal(smtp_lire(arena, n, "html"), "<p>x</p>\r\n");
    assert_string_equal(smtp_lire(arena, n, "de"), "sofi@sofi.example");
    assert_string_equal(smtp_lire(arena, n, "a"), "camille@of.example");
    assert_string_equal(smtp_lire(arena, n, "tls"), "non");
}

static void test_refused_for_good(void **state)
{
    (void)state;
    static const struct {
        const char *mode;
        const char *reason;
    } cases[] = {
        {"refuse_rcpt", "550 5.1.1 nobody of that name"},
        {"deux_lignes", "550 5.1.1 of that name"},
        {"refuse_data", "554 5.7.1 no mail from here"},
        {"refuse_corps", "554 5.6.0 what a mail"},
    };
    int n = smtp_nombre("recus");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(send_in(cases[i].mode), TRANSPORT_REFUSED);
        assert_string_equal(reason, cases[i].reason);
    }
    assert_int_equal(smtp_nombre("recus"), n);
}

static void test_later(void **state)
{
    (void)state;
    static const struct {
        const char *mode;
        const char *reason; /* NULL: any */
    } cases[] = {
        {"plus_tard_rcpt", "450 4.2.1 greylisted"},
        {"plus_tard_data", "451 4.3.0 later"},
        {"plus_tard_corps", "451 4.3.1 no room"},
        {"refuse_mail", NULL}, /* our address or our rights, not this mail */
        {"meurt_rcpt", NULL},
        {"meurt_data", NULL},
        {"meurt_corps", NULL},
    };
    int n = smtp_nombre("recus");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(send_in(cases[i].mode), TRANSPORT_TRY_LATER);
        assert_true(*reason);
        if (cases[i].reason) {
            assert_string_equal(reason, cases[i].reason);
        }
    }
    assert_int_equal(smtp_nombre("recus"), n);
}

static void test_silence(void **state)
{
    (void)state;
    smtp_mode("muet");
    assert_int_equal(send_to(smtp_serveur.smtp_url, &impatient, TEXT), TRANSPORT_TRY_LATER);
    smtp_mode("muet_corps");
    assert_int_equal(send_to(smtp_serveur.smtp_url, &impatient, TEXT), TRANSPORT_TRY_LATER);
    assert_int_equal(smtp_nombre("retenus"), 1); /* it had the whole message */
    assert_int_equal(send_to(nobody("smtp"), &patient, TEXT), TRANSPORT_TRY_LATER);
}

/* Acknowledged is sent, whatever follows. */
static void test_trouble_after_the_acknowledgement(void **state)
{
    (void)state;
    int n = smtp_nombre("recus");
    assert_int_equal(send_in("meurt_apres"), TRANSPORT_SENT);
    assert_int_equal(send_in("muet_quit"), TRANSPORT_SENT);
    assert_string_equal(reason, "");
    assert_int_equal(smtp_nombre("recus"), n + 2);
}

static void test_addresses_are_one_word(void **state)
{
    (void)state;
    static const char *const headers[] = {NULL};
    static const char *const wrong[] = {
        "a@b.fr\r\nDATA", "a@b.fr\nRCPT TO:<c@d.fr>", "a@b.fr c", "a@b.fr> SIZE=1", "<a@b.fr", ""};
    int before = smtp_nombre("connexions");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct transport_smtp smtp = {.url = smtp_serveur.smtp_url,
                                      .from = wrong[i],
                                      .to = "camille@of.example",
                                      .headers = headers,
                                      .text = TEXT,
                                      .html = TEXT};
        assert_int_equal(transport_smtp(&smtp, &patient, reason), TRANSPORT_REFUSED);
        smtp.to = wrong[i];
        smtp.from = "sofi@sofi.example";
        assert_int_equal(transport_smtp(&smtp, &patient, reason), TRANSPORT_REFUSED);
    }
    assert_int_equal(smtp_nombre("connexions"), before);
}

static void test_starttls_when_offered(void **state)
{
    (void)state;
    int n = smtp_nombre("recus");
    assert_int_equal(send_in("tls"), TRANSPORT_SENT);
    assert_string_equal(smtp_lire(arena, n, "tls"), "oui");
}

/* Neither in clear, nor to a server whose certificate nobody signed. */
static void test_password_is_for_the_right_server(void **state)
{
    (void)state;
    const char *url =
        arena_printf(arena, "smtp://sofi:motdepasse@%s", smtp_serveur.smtp_url + strlen("smtp://"));
    static const char *const modes[] = {"accepte", "tls"};
    int n = smtp_nombre("recus");
    for (int i = 0; i < 2; i++) {
        smtp_mode(modes[i]);
        assert_int_equal(send_to(url, &patient, TEXT), TRANSPORT_TRY_LATER);
        assert_null(strstr(reason, "motdepasse"));
        assert_true(*reason);
    }
    assert_int_equal(smtp_nombre("auth"), 0);
    assert_int_equal(smtp_nombre("recus"), n);
}

static void test_large_message(void **state)
{
    (void)state;
    enum { LINES = 8000 };
    struct buffer out;
    buffer_init(&out, arena, 0);
    for (int i = 0; i < LINES; i++) {
        buffer_printf(&out, ".ligne %d, puis du texte pour que cela soit long\r\n", i);
    }
    int n = smtp_nombre("recus");
    assert_int_equal(send_to(smtp_serveur.smtp_url, &patient, out.data), TRANSPORT_SENT);
    assert_string_equal(smtp_lire(arena, n, "texte"), out.data);
}

/* ---- the message */

static const struct courriel_ligne plain = {.id = 42,
                                            .destinataire = "camille@of.example",
                                            .sujet = "Bienvenue",
                                            .texte = "Bonjour.",
                                            .lien = "",
                                            .lien_texte = "",
                                            .alea = "Xy_z-1",
                                            .cree_a = 1624874400};

/* Sends it; the number of what the server received. */
static int deliver(const struct courriel_ligne *ligne, const struct config *settings)
{
    struct transport_smtp smtp = {
        .url = smtp_serveur.smtp_url, .from = "sofi@sofi.example", .to = "camille@of.example"};
    int n = smtp_nombre("recus");
    courriel_message(arena, settings, ligne, &smtp);
    assert_int_equal(transport_smtp(&smtp, &patient, reason), TRANSPORT_SENT);
    return n;
}

static void begins(const char *text, const char *with)
{
    assert_int_equal(strncmp(text, with, strlen(with)), 0);
}

static const char *const names[] = {
    "Content-Type",    "Date",       "From",           "To",
    "Subject",         "Message-ID", "Auto-Submitted", "MIME-Version",
    "Content-Language"};

/* Just these headers, each once. */
static void only_our_headers(int n)
{
    const char *line = smtp_lire(arena, n, "entetes");
    size_t found = 0;
    for (; *line; line = strchr(line, '\n') + 1, found++) {
        assert_in_range(found, 0, sizeof names / sizeof *names - 1);
        assert_int_equal(strncmp(line, names[found], strlen(names[found])), 0);
        assert_int_equal(line[strlen(names[found])], ':');
    }
    assert_int_equal(found, sizeof names / sizeof *names);
}

static void has_header(int n, const char *header)
{
    assert_non_null(strstr(arena_printf(arena, "\r\n%s", smtp_lire(arena, n, "brut")),
                           arena_printf(arena, "\r\n%s\r\n", header)));
}

static void test_headers(void **state)
{
    (void)state;
    int n = deliver(&plain, &config);
    only_our_headers(n);
    has_header(n, "Date: Mon, 28 Jun 2021 10:00:00 +0000");
    has_header(n, "From: SOFI <ne-pas-repondre@sofi.example>");
    has_header(n, "To: <camille@of.example>");
    assert_string_equal(smtp_lire(arena, n, "sujet"), "Bienvenue");
    has_header(n, "Message-ID: <42.Xy_z-1@sofi.example>");
    has_header(n, "Auto-Submitted: auto-generated");
    begins(smtp_lire(arena, n, "texte"), "Bonjour.\r\n\r\n-- \r\n");
    assert_non_null(strstr(smtp_lire(arena, n, "html"), "<p>Bonjour.</p>"));
}

static void test_french(void **state)
{
    (void)state;
    static const char *const subjects[] = {
        "Vérifiez l’adresse" S ": « Où est l’œuvre" S "?" S "»",
        "ÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉ",
        "a😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
        "=?UTF-8?B?w6k=?= n'est pas décodé",
        "  deux espaces  ",
        "1 à 45 octets, puis une suite qui déborde de la première ligne, et encore une autre",
        "",
    };
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        struct courriel_ligne ligne = plain;
        ligne.sujet = subjects[i];
        ligne.texte = subjects[i];
        int n = deliver(&ligne, &config);
        only_our_headers(n);
        assert_string_equal(smtp_lire(arena, n, "sujet"), subjects[i]);
        const char *end = subjects[i][0] ? "\r\n\r\n-- \r\n" : "-- \r\n";
        begins(smtp_lire(arena, n, "texte"), arena_printf(arena, "%s%s", subjects[i], end));
    }
}

static void test_bytes_of_the_message(void **state)
{
    (void)state;
    struct courriel_ligne ligne = plain;
    char *long_text = arena_alloc(arena, 3001);
    memset(long_text, 'e', 3000);
    ligne.sujet = long_text;
    ligne.texte = arena_printf(arena, "%s\n\n.\n\n.\n\n--=_sofi_=--", long_text);
    struct transport_smtp once = {.url = NULL};
    struct transport_smtp again = {.url = NULL};
    courriel_message(arena, &config, &ligne, &once);
    courriel_message(arena, &config, &ligne, &again);
    for (size_t i = 0; once.headers[i]; i++) {
        assert_string_equal(once.headers[i], again.headers[i]);
    }
    int n = deliver(&ligne, &config);
    const char *message = smtp_lire(arena, n, "brut");
    static const char first[] = "Content-Type: multipart/alternative; boundary=";
    assert_memory_equal(message, first, sizeof first - 1);
    assert_in_range(strcspn(message, "\r"), sizeof first, 998); /* libcurl does not fold its own */
    message = strstr(message, "\r\n") + 2;
    size_t column = 0;
    for (size_t i = 0; message[i]; i++) {
        assert_true(isprint((unsigned char)message[i]) || message[i] == '\r' || message[i] == '\n');
        assert_int_equal(message[i] == '\n', i > 0 && message[i - 1] == '\r');
        column = message[i] == '\n' ? 0 : column + 1;
        assert_in_range(column, 0, 79); /* 78, and the CR */
    }
    assert_string_equal(smtp_lire(arena, n, "sujet"), long_text);
    begins(smtp_lire(arena, n, "texte") + 3000,
           "\r\n\r\n.\r\n\r\n.\r\n\r\n--=_sofi_=--\r\n\r\n-- \r\n");
}

static void test_no_header_is_injected(void **state)
{
    (void)state;
    static const char *const hostile[] = {
        "a@b.fr\r\nBcc: c@d.fr", "a@b.fr\nBcc: c@d.fr",
        "a@b.fr\rBcc: c@d.fr",   "a@b.fr>\r\n\r\ncorps",
        "a@b.fr, c@d.fr",        "\r\n\r\n",
        "a@b.fr\x0b\x0c\x7f",    "\xC3\xA9@b.fr\xE2\x80\xA8",
        "(a) \"b\" <c@d.fr>;:",
    };
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        struct courriel_ligne ligne = plain;
        struct config settings = config;
        ligne.destinataire = hostile[i];
        ligne.sujet = hostile[i];
        ligne.alea = hostile[i];
        settings.courriel_expediteur = hostile[i];
        int n = deliver(&ligne, &settings);
        only_our_headers(n);
        begins(smtp_lire(arena, n, "texte"), "Bonjour.\r\n\r\n-- \r\n");
        assert_null(strchr(smtp_lire(arena, n, "sujet"), '\n'));
        assert_null(strstr(smtp_lire(arena, n, "brut"), "\r\nBcc"));
    }
}

/* ---- pages */

static enum status get(const char *path, const struct transport_limits *limits,
                       struct transport_response *response)
{
    *response = (struct transport_response){0};
    return transport_get(arena, arena_printf(arena, "%s%s", smtp_serveur.http_url, path), limits,
                         response);
}

static void test_get(void **state)
{
    (void)state;
    struct transport_response response;
    /* A proxy of the environment, where nobody listens, is not asked. */
    setenv("http_proxy", nobody("http"), 1);
    setenv("ALL_PROXY", nobody("http"), 1);
    assert_int_equal(get("/code/200", &patient, &response), STATUS_OK);
    assert_int_equal(response.code, 200);
    assert_string_equal(response.body, "déjà");
    assert_int_equal(response.length, strlen("déjà"));
    assert_int_equal(get("/code/404", &patient, &response), STATUS_OK);
    assert_int_equal(response.code, 404);
    assert_string_equal(response.body, "déjà");
    assert_int_equal(get("/code/503", &patient, &response), STATUS_OK);
    assert_int_equal(response.code, 503);
    assert_int_equal(get("/gros/0", &patient, &response), STATUS_OK);
    assert_string_equal(response.body, "");
    assert_int_equal(send_in("accepte"), TRANSPORT_SENT);
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
}

static void test_get_too_large(void **state)
{
    (void)state;
    struct transport_response response;
    struct transport_limits limits = patient;
    limits.max_bytes = 50000;
    assert_int_equal(get("/gros/50000", &limits, &response), STATUS_OK);
    assert_int_equal(response.length, 50000);
    assert_int_equal(get("/gros/50001", &limits, &response), STATUS_TOO_LARGE);
    assert_int_equal(get("/gros/9000000", &limits, &response), STATUS_TOO_LARGE);
    limits.max_bytes = 0;
    assert_int_equal(get("/code/200", &limits, &response), STATUS_TOO_LARGE);
    assert_int_equal(get("/gros/0", &limits, &response), STATUS_OK);
}

static void test_get_redirects(void **state)
{
    (void)state;
    struct transport_response response;
    assert_int_equal(get("/encore/2", &patient, &response), STATUS_OK);
    assert_int_equal(response.code, 200);
    assert_string_equal(response.body, "déjà"); /* nothing of the bodies on the way */
    assert_int_equal(get("/encore/3", &patient, &response), STATUS_UNAVAILABLE);
    assert_int_equal(get("/vers/file:///etc/hostname", &patient, &response), STATUS_UNAVAILABLE);
    const char *to_mail = arena_printf(arena, "/vers/%s", smtp_serveur.smtp_url);
    int before = smtp_nombre("connexions");
    assert_int_equal(get(to_mail, &patient, &response), STATUS_UNAVAILABLE);
    assert_int_equal(smtp_nombre("connexions"), before);
}

static void test_get_unavailable(void **state)
{
    (void)state;
    struct transport_response response = {0};
    static const struct transport_limits hurried = {50, 50, 1000};
    assert_int_equal(get("/muet/", &hurried, &response), STATUS_UNAVAILABLE);
    assert_int_equal(get("/coupe/", &patient, &response), STATUS_UNAVAILABLE);
    assert_int_equal(transport_get(arena, nobody("http"), &patient, &response), STATUS_UNAVAILABLE);
    static const char *const urls[] = {"file:///etc/hostname", "gopher://127.0.0.1/", "http://", "",
                                       "pas une adresse"};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        assert_int_equal(transport_get(arena, urls[i], &patient, &response), STATUS_UNAVAILABLE);
    }
    assert_null(response.body);
}

static void test_get_logs_no_secret(void **state)
{
    (void)state;
    struct transport_response response;
    char line[1000] = "";
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    log_set_output(pipes[1]);
    const char *where = nobody("http") + strlen("http://");
    const char *url = arena_printf(arena, "http://nom:passe@%s/lieu?cle=secret#secret", where);
    assert_int_equal(transport_get(arena, url, &patient, &response), STATUS_UNAVAILABLE);
    log_set_output(2);
    assert_true(read(pipes[0], line, sizeof(line) - 1) > 0);
    assert_non_null(strstr(line, arena_printf(arena, "%s/lieu ", where)));
    assert_null(strstr(line, "secret"));
    assert_null(strstr(line, "passe"));
    close(pipes[0]);
    close(pipes[1]);
}

static int start(void **state)
{
    (void)state;
    smtp_demarrer();
    return 0;
}

static int stop(void **state)
{
    (void)state;
    smtp_arreter();
    return 0;
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(test_accepted),
        EACH(test_refused_for_good),
        EACH(test_later),
        EACH(test_silence),
        EACH(test_trouble_after_the_acknowledgement),
        EACH(test_addresses_are_one_word),
        EACH(test_starttls_when_offered),
        EACH(test_password_is_for_the_right_server),
        EACH(test_large_message),
        EACH(test_headers),
        EACH(test_french),
        EACH(test_bytes_of_the_message),
        EACH(test_no_header_is_injected),
        EACH(test_get),
        EACH(test_get_too_large),
        EACH(test_get_redirects),
        EACH(test_get_unavailable),
        EACH(test_get_logs_no_secret),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
