#include "transport.h"

#include "buffer.h"
#include "log.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static pthread_once_t started = PTHREAD_ONCE_INIT;

static void start(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static CURL *open_handle(const char *url, const char *protocols,
                         const struct transport_limits *limits)
{
    pthread_once(&started, start);
    CURL *curl = curl_easy_init();
    if (!curl) {
        return NULL;
    }
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, protocols);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, limits->connect_ms);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, limits->total_ms);
    return curl;
}

/* ---- HTTP */

struct reading {
    struct buffer body;
    FILE *to; /* instead of `body`; NULL: into it */
    size_t length;
    size_t max;
    bool too_large;
};

static size_t read_body(char *bytes, size_t size, size_t count, void *context)
{
    struct reading *reading = context;
    size_t length = size * count;
    if (length > reading->max - reading->length) {
        reading->too_large = true;
        return 0;
    }
    reading->length += length;
    if (reading->to) {
        return fwrite(bytes, 1, length, reading->to);
    }
    buffer_append(&reading->body, bytes, length);
    return length;
}

/* Without a name, a password, or what is behind "?": they may be secrets. */
static const char *url_for_log(struct arena *arena, const char *url)
{
    const char *host = strstr(url, "://");
    host = host ? host + 3 : url;
    const char *at = memrchr(host, '@', strcspn(host, "/?#"));
    host = at ? at + 1 : host;
    return arena_strndup(arena, host, strcspn(host, "?#"));
}

static enum status failed_get(struct arena *arena, const char *url, bool too_large, CURLcode code)
{
    log_warning("http_get_failed", LOG_TEXT("url", url_for_log(arena, url)),
                LOG_TEXT("reason", too_large ? "too large" : curl_easy_strerror(code)));
    return too_large ? STATUS_TOO_LARGE : STATUS_UNAVAILABLE;
}

static enum status get(struct arena *arena, const char *url, const struct transport_limits *limits,
                       struct reading *reading, long *code_r)
{
    CURL *curl = open_handle(url, "http,https", limits);
    if (!curl) {
        return failed_get(arena, url, false, CURLE_FAILED_INIT);
    }
    reading->max = limits->max_bytes;
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)TRANSPORT_REDIRECTS);
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "SOFI");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, read_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, reading);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, code_r);
    curl_easy_cleanup(curl);
    return code == CURLE_OK ? STATUS_OK : failed_get(arena, url, reading->too_large, code);
}

enum status transport_get(struct arena *arena, const char *url,
                          const struct transport_limits *limits,
                          struct transport_response *response_r)
{
    struct reading reading = {.to = NULL};
    long http = 0;
    buffer_init(&reading.body, arena, 0);
    TRY(get(arena, url, limits, &reading, &http));
    *response_r = (struct transport_response){
        .code = http, .body = reading.body.data, .length = reading.body.length};
    return STATUS_OK;
}

enum status transport_download(struct arena *arena, const char *url,
                               const struct transport_limits *limits, FILE *to, long *code_r)
{
    struct reading reading = {.to = to};
    *code_r = 0;
    TRY(get(arena, url, limits, &reading, code_r));
    return fflush(to) == 0 ? STATUS_OK : STATUS_FULL;
}

/* ---- SMTP */

/* What was said so far: libcurl tells that a sending failed, not whether the server meant it. */
struct dialogue {
    const struct transport_smtp *smtp;
    bool recipient;    /* RCPT was sent: replies are about the message from now on */
    bool asked_body;   /* 354 came */
    bool acknowledged; /* 2xx came behind the body */
    bool leaving;
    char reply[TRANSPORT_REASON_SIZE]; /* the last line of the last reply, or "" */
};

static bool begins(const char *bytes, size_t length, const char *with)
{
    size_t n = strlen(with);
    return length >= n && memcmp(bytes, with, n) == 0;
}

static void on_command(struct dialogue *dialogue, const char *line, size_t length)
{
    dialogue->leaving = dialogue->leaving || begins(line, length, "QUIT");
    dialogue->recipient = dialogue->recipient || begins(line, length, "RCPT ");
    if (!dialogue->leaving) {
        dialogue->reply[0] = '\0';
    }
}

/* "550-5.1.1 first line", "550 5.1.1 last line" */
static void on_reply(struct dialogue *dialogue, const char *line, size_t length)
{
    bool last = length >= 4 && line[3] != '-';
    if (dialogue->leaving || !dialogue->recipient || !last) {
        return;
    }
    size_t kept = 0;
    for (size_t i = 0; i < length && kept < sizeof(dialogue->reply) - 1; i++) {
        unsigned char c = (unsigned char)line[i];
        if (c != '\r' && c != '\n') {
            dialogue->reply[kept++] = (char)(c < ' ' || c > '~' ? '?' : c);
        }
    }
    dialogue->reply[kept] = '\0';
    dialogue->acknowledged = dialogue->acknowledged || (dialogue->asked_body && line[0] == '2');
    dialogue->asked_body = dialogue->asked_body || begins(line, length, "354");
}

static int listen_in(CURL *curl, curl_infotype type, char *bytes, size_t length, void *context)
{
    (void)curl;
    if (type == CURLINFO_HEADER_OUT) {
        on_command(context, bytes, length);
    } else if (type == CURLINFO_HEADER_IN) {
        on_reply(context, bytes, length);
    }
    return 0;
}

/* Whether the URL holds a name, and so a password. */
static bool has_credentials(const char *url)
{
    const char *host = strstr(url, "://");
    host = host ? host + 3 : url;
    return memchr(host, '@', strcspn(host, "/?#")) != NULL;
}

static CURLcode add_part(curl_mime *mime, const char *type, const char *body)
{
    curl_mimepart *part = curl_mime_addpart(mime);
    CURLcode code = curl_mime_type(part, type);
    code = code ? code : curl_mime_encoder(part, "base64");
    return code ? code : curl_mime_data(part, body, CURL_ZERO_TERMINATED);
}

/* In the order of RFC 2046: the richest is the last. */
static CURLcode add_parts(CURL *curl, curl_mime *mime, const struct transport_smtp *smtp)
{
    CURLcode code = add_part(mime, "text/plain; charset=utf-8", smtp->text);
    code = code ? code : add_part(mime, "text/html; charset=utf-8", smtp->html);
    return code ? code : curl_easy_setopt(curl, CURLOPT_MIMEPOST, mime);
}

/* NULL when there is no memory. */
static struct curl_slist *list_of(const char *const *texts)
{
    struct curl_slist *list = NULL;
    for (; *texts; texts++) {
        struct curl_slist *longer = curl_slist_append(list, *texts);
        if (!longer) {
            curl_slist_free_all(list);
            return NULL;
        }
        list = longer;
    }
    return curl_slist_append(list, "Content-Type: multipart/alternative");
}

static void prepare(CURL *curl, struct dialogue *dialogue, struct curl_slist *to)
{
    const struct transport_smtp *smtp = dialogue->smtp;
    bool strict = has_credentials(smtp->url) || begins(smtp->url, strlen(smtp->url), "smtps:");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(strict ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, strict ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, strict ? 2L : 0L);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, smtp->from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, listen_in);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, dialogue);
}

/* libcurl says QUIT when it closes, and waits for the answer, two minutes at worst: with nothing
 * left to read it does not. */
static void close_handle(CURL *curl)
{
    curl_socket_t socket = CURL_SOCKET_BAD;
    if (curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK &&
        socket != CURL_SOCKET_BAD) {
        shutdown(socket, SHUT_RD);
    }
    curl_easy_cleanup(curl);
}

static enum transport_smtp_result judge(const struct dialogue *dialogue, CURLcode code,
                                        char *reason_r)
{
    reason_r[0] = '\0';
    if (code == CURLE_OK || dialogue->acknowledged) {
        return TRANSPORT_SENT;
    }
    bool refusal = dialogue->reply[0] == '4' || dialogue->reply[0] == '5';
    snprintf(reason_r, TRANSPORT_REASON_SIZE, "%s",
             refusal ? dialogue->reply : curl_easy_strerror(code));
    return dialogue->reply[0] == '5' ? TRANSPORT_REFUSED : TRANSPORT_TRY_LATER;
}

/* libcurl puts an address into its command as it is: a line feed would begin another command. */
static bool is_one_word(const char *address)
{
    for (const char *p = address; *p; p++) {
        if ((unsigned char)*p <= ' ' || *p == '<' || *p == '>' || *p == 0x7f) {
            return false;
        }
    }
    return *address != '\0';
}

enum transport_smtp_result transport_smtp(const struct transport_smtp *smtp,
                                          const struct transport_limits *limits,
                                          char reason_r[TRANSPORT_REASON_SIZE])
{
    struct dialogue dialogue = {.smtp = smtp};
    if (!is_one_word(smtp->from) || !is_one_word(smtp->to)) {
        snprintf(reason_r, TRANSPORT_REASON_SIZE, "malformed address");
        return TRANSPORT_REFUSED;
    }
    CURL *curl = open_handle(smtp->url, "smtp,smtps", limits);
    struct curl_slist *to = curl_slist_append(NULL, smtp->to);
    struct curl_slist *headers = list_of(smtp->headers);
    curl_mime *mime = curl ? curl_mime_init(curl) : NULL;
    CURLcode code = CURLE_OUT_OF_MEMORY;
    if (mime && to && headers) {
        prepare(curl, &dialogue, to);
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
        code = add_parts(curl, mime, smtp);
        code = code ? code : curl_easy_perform(curl);
    }
    enum transport_smtp_result result = judge(&dialogue, code, reason_r);
    if (curl) {
        close_handle(curl);
    }
    curl_mime_free(mime);
    curl_slist_free_all(headers);
    curl_slist_free_all(to);
    return result;
}

const char *transport_library_version(void)
{
    return curl_version_info(CURLVERSION_NOW)->version;
}
