/** What an engine is made of: options, devices' models, threads, templates, and the flow of an edit from its admission to its end. */
@NullMarked
package io.instgenie.engine;

import org.jspecify.annotations.NullMarked;
