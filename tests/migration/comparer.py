"""Nothing is lost from one release to the next.     comparer.py BEFORE AFTER MIGRATION…

Two SQLite bases, row by row, in every column that both have. What the migrations between them rename, drop,
delete or update is read from their text; anything else that is missing, added or changed is told, and ends with 1.
"""
import re
import sqlite3
import sys

before, after, *migrations = sys.argv[1:]
NAME = r'"?(\w+)"?'
text = "\n".join(re.sub(r"--.*", "", open(path, encoding="utf-8").read()) for path in migrations)
tables = dict(re.findall(rf"ALTER TABLE {NAME} RENAME TO {NAME}", text))
columns = {(t, old): new for t, old, new in re.findall(rf"ALTER TABLE {NAME} RENAME COLUMN {NAME} TO {NAME}", text)}
dropped = set(re.findall(rf"ALTER TABLE {NAME} DROP COLUMN {NAME}", text))
gone = set(re.findall(rf"DROP TABLE {NAME}", text))

base = sqlite3.connect(before)
base.execute("ATTACH ? AS apres", [after])
for statement in re.findall(r"^(?:DELETE FROM|UPDATE) [^;]+", text, re.MULTILINE):
    try:
        print(f"{' '.join(statement.split())}: {base.execute(statement).rowcount} rows")
    except sqlite3.OperationalError:  # of a table or a column that came since: nothing that stood before
        pass


def names(schema):
    rows = base.execute(f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return {name for (name,) in rows} - {"migration"}


def columns_of(schema, table):
    return [row[1] for row in base.execute(f'PRAGMA {schema}.table_info("{table}")')]


def rows(what):
    return base.execute(f"SELECT count(*) FROM ({what})").fetchone()[0]


def compare(table, target):
    """The faults of one table, and its rows."""
    there = columns_of("apres", target)
    pairs = [(one, columns.get((table, one), one)) for one in columns_of("main", table) if (table, one) not in dropped]
    lost = [old for old, new in pairs if new not in there]
    if lost:
        return [f"{table}: lost columns {', '.join(lost)}"], 0
    # Twins count: each row with how often it stands
    old, new = (", ".join(f'"{pair[i]}"' for pair in pairs) for i in (0, 1))
    one = f'SELECT {old}, count(*) FROM main."{table}" GROUP BY {old}'
    other = f'SELECT {new}, count(*) FROM apres."{target}" GROUP BY {new}'
    faults = []
    # What the program notes about the base (`parametre`) may grow: it is no record
    strangers = [] if table == "parametre" else [("appeared", f"{other} EXCEPT {one}")]
    for words, query in [("lost or changed", f"{one} EXCEPT {other}"), *strangers]:
        n = rows(query)
        if n:
            faults.append(f"{table}: {n} rows {words}, the first {base.execute(query).fetchone()}")
    return faults, rows(f'SELECT 1 FROM main."{table}"')


present = names("apres")
faults, total, compared = [], 0, 0
for table in sorted(names("main") - gone):
    target = tables.get(table, table)
    if target not in present:
        faults.append(f"{table}: lost")
        continue
    told, n = compare(table, target)
    faults += told
    total += n
    compared += 1
print(f"{compared} tables, {total} rows compared; {len(gone)} tables and {len(dropped)} columns dropped by rule")
print("\n".join(faults))
sys.exit(1 if faults or not total else 0)
