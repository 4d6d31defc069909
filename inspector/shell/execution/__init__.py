"""Running the program that is in the editor.

``process`` runs it elsewhere and reads what it sends, after ``trust`` has asked whether it may;
``retyping`` runs it again while it is typed, and ``return_point`` finds the step again after that.
``player`` steps through the recording by itself, and ``spotting`` says where a run went wrong.
"""
