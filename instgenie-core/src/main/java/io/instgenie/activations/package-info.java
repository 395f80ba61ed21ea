/** What is kept of templates, step by step and block by block: in memory, in files, and how it comes to a step. */
@NullMarked
package io.instgenie.activations;

import org.jspecify.annotations.NullMarked;
