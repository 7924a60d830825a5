#!/bin/sh
# Run once by the image of PostgreSQL, on an empty volume: the roles of README's deployment chapter, with passwords from the environment.
set -eu
psql --no-psqlrc --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres <<'SQL'
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD
\getenv authenticator_password AUTHENTICATOR_PASSWORD
\getenv backup_password BACKUP_PASSWORD
create role wasl_owner login createdb password :'owner_password';
create role wasl_app login noinherit password :'app_password';
create role wasl_authenticator login noinherit password :'authenticator_password';
create role wasl_backup login noinherit password :'backup_password';
create role wasl_ledger nologin noinherit;
grant wasl_ledger to wasl_owner;
create database wasl owner wasl_owner;
SQL
