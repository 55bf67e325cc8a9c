/* The copy of a base of SQLite while others write to it. */
#include "db_sqlite_private.h"

#define BACKUP_PAGES 256 /* at a time: a megabyte */

/* The pages of the snapshot that the transaction of `from` holds: what others write meanwhile
 * neither gets in nor makes it begin again. */
static int copy_pages(sqlite3 *from, sqlite3 *to, const struct db_progress *progress)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (!backup) {
        return sqlite3_errcode(to);
    }
    int rc = SQLITE_OK;
    while (rc == SQLITE_OK) {
        rc = sqlite3_backup_step(backup, BACKUP_PAGES);
        if (progress->tell) {
            size_t total = (size_t)sqlite3_backup_pagecount(backup);
            progress->tell(progress->context, total - (size_t)sqlite3_backup_remaining(backup),
                           total);
        }
    }
    sqlite3_backup_finish(backup);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

enum status db_sqlite_backup(struct db *db, const char *path, const struct db_progress *progress)
{
    struct db_sqlite *sqlite = (struct db_sqlite *)db;
    sqlite3 *to = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int rc = sqlite3_open_v2(path, &to, flags, NULL);
    if (rc == SQLITE_OK) {
        /* The first read begins the snapshot. */
        rc = sqlite3_exec(sqlite->handle, "SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL);
    }
    if (rc == SQLITE_OK) {
        rc = copy_pages(sqlite->handle, to, progress);
    }
    if (rc == SQLITE_OK) {
        /* One file, whole by itself. */
        rc = sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    }
    if (rc != SQLITE_OK) {
        db_log_failure(db, "backup", STATUS_ERROR, sqlite3_errstr(rc),
                       to ? sqlite3_errmsg(to) : "");
    }
    sqlite3_close(to);
    return rc == SQLITE_OK ? STATUS_OK : (rc & 0xff) == SQLITE_FULL ? STATUS_FULL : STATUS_ERROR;
}
