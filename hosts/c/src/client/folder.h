/*
 * Where the store lies, and the steps on the file system of which a write is made. Each step is one that can fail or be the last one before
 * the power goes; the store is built so that any of them may be. They return 0, or the system's number of the error.
 */
#ifndef LATCHKEY_FOLDER_H
#define LATCHKEY_FOLDER_H

#include "chars.h"

/* One folder for each product; the digest keeps apart names that would look alike to a file system. NULL when nobody says where. */
char *lk_state_folder(const char *product);

/* A path as it is meant from the current folder, without `.` and `..`, so that people read where a file really is. */
char *lk_absolute_path(const char *path);

/* Makes the folder, for its owner only; one that others may enter is closed to them. */
int lk_folder_prepare(const char *folder);
/* The bytes of a plain file. ENOENT when there is none; a link, or what is no plain file, is empty. */
int lk_folder_read(const char *folder, const char *name, lk_chars *bytes);
/* A new file for its owner only, on disk before this returns. EEXIST when the name is taken. */
int lk_folder_create(const char *folder, const char *name, const void *bytes, size_t length);
/* Puts a file in the place of another in one step, and that is on disk when this returns. */
int lk_folder_rename(const char *folder, const char *from, const char *to);
int lk_folder_remove(const char *folder, const char *name);
/* Puts a file in the place of another, whole or not at all. */
int lk_folder_place(const char *folder, const char *name, const void *bytes, size_t length);
/* Keeps a file that is none of ours under another name. The digest in it: the same damage twice is kept once. */
int lk_folder_put_aside(const char *folder, const char *name, const lk_chars *bytes);
/* Removes the files whose name ends so. */
int lk_folder_clear(const char *folder, const char *ending);

#endif
