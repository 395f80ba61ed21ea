package io.instgenie.cuda;

/** A kind of random case. */
interface ProofCase {
    /** Runs a kernel on random input and throws an {@link AssertionError} that names what is wrong with its result. */
    void run(Draw draw);
}
