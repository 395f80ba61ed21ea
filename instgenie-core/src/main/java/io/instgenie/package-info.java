/**
 * The engine: {@link io.instgenie.EditEngine} loads a model, keeps templates, and edits pictures. Everything else is put together here;
 * nothing imports this package.
 */
@NullMarked
package io.instgenie;

import org.jspecify.annotations.NullMarked;
