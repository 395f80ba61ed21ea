/** What comes in and goes out of an engine: pictures, masks, templates, requests, handles, results, exceptions. Imports {@code picture} only. */
@NullMarked
package io.instgenie.edit;

import org.jspecify.annotations.NullMarked;
