package io.instgenie.worker;

/** Where jobs go from the workers; called on their threads, must neither block nor throw. */
public interface JobObserver {
    /** A step of a job is done. */
    void stepped(EditJob job);

    /** All steps of a job are done; it now belongs to the observer. */
    void denoised(EditJob job);
}
